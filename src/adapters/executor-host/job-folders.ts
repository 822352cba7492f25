import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { removeFolder } from './remove-folder.ts';

/** The folder of a job: its home with the usual working directory, and what steps and we tell each other. */
export interface JobFolder {
  readonly path: string;
  readonly home: string;
  /** `CIRCLE_INTERNAL_TASK_DATA`. */
  readonly task: string;
  readonly bashEnv: string;
}

export interface JobFolders {
  take(): JobFolder;
  /** Removes it with all that is in it; or keeps it for the next job when it is just as it was taken. */
  giveBack(folder: JobFolder): Promise<void>;
}

/**
 * Folders of jobs, below one that nobody else uses. A job that only runs programs leaves its folder as it got it; making
 * and removing four folders and a file each time would be a good part of what a thousand small jobs cost.
 */
export function jobFoldersIn(owner: string): JobFolders {
  const free: JobFolder[] = [];
  let count = 0;
  return {
    take: () => free.pop() ?? makeJobFolder(join(owner, String((count += 1)))),
    async giveBack(folder) {
      if (isAsMade(folder)) free.push(folder);
      else await removeFolder(folder.path);
    },
  };
}

function makeJobFolder(path: string): JobFolder {
  const [home, task] = [join(path, 'home'), join(path, 'task')];
  const bashEnv = join(task, 'bash_env');
  try {
    mkdirSync(join(home, 'project'), { recursive: true });
    mkdirSync(task);
    writeFileSync(bashEnv, '');
    return { path, home, task, bashEnv };
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

const umask = process.umask();

function isAsMade({ path, home, task, bashEnv }: JobFolder): boolean {
  try {
    return (
      holds(path, 2) &&
      holds(home, 1) &&
      holds(join(home, 'project'), 0) &&
      holds(task, 1) &&
      isEmptyFile(bashEnv)
    );
  } catch {
    return false;
  }
}

function holds(folder: string, count: number): boolean {
  return hasMode(statSync(folder), 0o777) && readdirSync(folder).length === count;
}

function isEmptyFile(path: string): boolean {
  const stats = statSync(path);
  return stats.isFile() && stats.size === 0 && stats.nlink === 1 && hasMode(stats, 0o666);
}

/** As it was made: a step may have changed it. */
function hasMode(stats: Stats, mode: number): boolean {
  return (stats.mode & 0o7777) === (mode & ~umask);
}
