import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OrreryError } from '../base/error.ts';

export const configPath = '.circleci/config.yml';

/** The folder that a run is about. */
export interface Project {
  /** Absolute: the nearest folder upwards with a `.circleci/config.yml`, else with a `.git`, else the current one. */
  readonly root: string;
  readonly hasConfig: boolean;
  /** Runs, logs, caches, artifacts: `.orrery/local`. */
  readonly localFolder: string;
}

export function findProject(cwd: string): Project {
  const root = upwards(cwd, configPath) ?? upwards(cwd, '.git') ?? cwd;
  return {
    root,
    hasConfig: existsSync(join(root, configPath)),
    localFolder: localFolderOf(root),
  };
}

/** Where the project at that root keeps its runs. */
export function localFolderOf(root: string): string {
  return join(root, '.orrery', 'local');
}

function upwards(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** CircleCI's own sentence, and the way to begin. */
export function noConfig(project: Project): OrreryError {
  return new OrreryError(
    'config/not-found',
    `No configuration was found in your project: there is no ${configPath} in ${project.root} or above it.`,
    { fault: 'user', hint: 'orrery init writes a first one for the languages it finds.' },
  );
}
