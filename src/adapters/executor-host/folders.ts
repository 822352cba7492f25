import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative } from 'node:path';
import { tmpdir } from 'node:os';
import { OrreryError } from '../../base/error.ts';
import { isInside, realPathOf } from '../../machine/inside.ts';

/** Folders of the machine that jobs may write to beside their own, by their real paths. */
export const sharedFolders: readonly string[] = [...new Set([tmpdir(), '/tmp'])]
  .filter((folder) => existsSync(folder))
  .map((folder) => realpathSync(folder));

/** Homes of CircleCI's images: what a config puts there stands in the job's own home here. */
const imageHomes: readonly string[] = ['/root', '/home/circleci', '/Users/distiller', '/Users/circleci'];

/**
 * The working directory of a job as configured. One in the home of an image is that of the job's own home, told by
 * `log`; any other outside of the job and of the temporary folders is refused: it would be the user's.
 */
export function jobFolder(configured: string, home: string, log: (line: string) => void): string {
  const folder = withoutEnd(expanded(configured, home, home));
  if (isInside(folder, home) || isShared(folder)) return folder;
  const imageHome = imageHomes.find((other) => isInside(folder, other));
  if (imageHome === undefined)
    throw new OrreryError(
      'executor/failed',
      `the working directory ${configured} lies outside of the job's home`,
      {
        fault: 'user',
        hint: 'On the host a job works below ~ or in /tmp only: use ~/project, --bind, or --executor docker.',
      },
    );
  const moved = join(home, relative(imageHome, folder));
  log(`The working directory ${configured} is ~/${relative(home, moved)} on the host.`);
  return moved;
}

/** That of a step: absolute, of the home, or relative to the job's. */
export function stepFolder(configured: string | undefined, home: string, jobFolder: string): string {
  return configured === undefined ? jobFolder : withoutEnd(expanded(configured, home, jobFolder));
}

export function bindFolder(folder: string): string {
  if (existsSync(folder) && statSync(folder).isDirectory()) return realpathSync(folder);
  throw new OrreryError('executor/failed', `there is no folder ${folder} to work in`, { fault: 'user' });
}

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

function expanded(path: string, home: string, base: string): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1));
  return isAbsolute(path) ? posix.normalize(path) : join(base, path);
}

function withoutEnd(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

function isShared(folder: string): boolean {
  const real = realPathOf(folder);
  return sharedFolders.some((shared) => isInside(real, shared));
}
