import { chmodSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { ownIdentity, printIdentity } from '../../machine/process-identity.ts';
import { systemCode } from '../../machine/store-error.ts';
import { circleciScript } from '../../sandbox/scripts.ts';
import { type JobFolders, jobFoldersIn } from './job-folders.ts';
import { type Pipes, pipesIn } from './pipes.ts';
import { createSpawner, type Spawner } from './spawner.ts';
import { startWatcher, type Watcher } from './watcher.ts';

/** What all jobs of an executor in this process share: a folder with the `circleci` command and pipes, and the watcher. */
export interface Owner {
  readonly folder: string;
  /** First on PATH. */
  readonly bin: string;
  readonly pipes: Pipes;
  readonly spawner: Spawner;
  readonly jobFolders: JobFolders;
  end(): Promise<void>;
}

let owners = 0;

/**
 * Makes the owner's folder `WORK/<who>.<n>`, where `who` tells this process so that a later one can see that it is dead.
 * `work` is made if missing and must belong to the user alone: in /tmp somebody else could have put it there.
 */
export function startOwner(work: string): Owner {
  const folder = join(ownFolder(work), `${printIdentity(ownIdentity())}.${(owners += 1)}`);
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true, mode: 0o700 });
  writeFileSync(join(bin, 'circleci'), circleciScript, { mode: 0o755 });
  symlinkSync('circleci', join(bin, 'circleci-agent'));
  const watcher: Watcher = startWatcher(folder);
  const spawner = createSpawner();
  return {
    folder,
    bin,
    pipes: pipesIn(folder, watcher.makePipes),
    spawner,
    jobFolders: jobFoldersIn(folder),
    async end() {
      spawner.end();
      await watcher.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ownFolder(work: string): string {
  try {
    mkdirSync(work, { recursive: true, mode: 0o700 });
    const stats = lstatSync(work);
    if (!stats.isDirectory() || (process.getuid !== undefined && stats.uid !== process.getuid()))
      throw new OrreryError('executor/failed', `${work} does not belong to this user`, {
        fault: 'environment',
        hint: 'Set TMPDIR to a folder of your own, or ask its owner to remove it.',
      });
    if ((stats.mode & 0o077) !== 0) chmodSync(work, 0o700);
    return realpathSync(work);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new OrreryError('executor/failed', `could not make ${work}: ${(error as Error).message}`, {
      fault: 'environment',
      cause: error,
    });
  }
}
