import { isAbsolute, join, resolve } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { gitIn, type Git } from './git.ts';

/** A repository with a working tree, and where what belongs to it lies: the two folders differ in a linked worktree. */
export interface Place {
  readonly git: Git;
  /** Root of the working tree. */
  readonly root: string;
  /** HEAD and index. */
  readonly gitDir: string;
  /** Objects, refs and settings. */
  readonly commonDir: string;
}

/** The repository that a folder lies in; undefined when it lies in none. */
export async function placeOf(folder: string): Promise<Place | undefined> {
  const args = ['rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  const { code, stdout, stderr } = await gitIn(folder).run(args);
  const [root, gitDir, commonDir] = stdout.toString().split('\n');
  if (code === 0 && root !== undefined && gitDir !== undefined && commonDir !== undefined)
    return {
      git: gitIn(root),
      root,
      gitDir,
      commonDir: isAbsolute(commonDir) ? commonDir : resolve(folder, commonDir),
    };
  if (!/dubious ownership|unsafe repository/.test(stderr)) return undefined;
  throw new OrreryError(
    'project/not-a-repository',
    `git does not trust ${folder}: it belongs to another user`,
    {
      fault: 'environment',
      hint: `git config --global --add safe.directory ${folder}`,
    },
  );
}

/** True for what is ours and of this machine alone. */
export function isLocalState(path: string): boolean {
  return path === '.orrery/local' || path.startsWith('.orrery/local/');
}

/** A path in the archive: that of the repository in it, empty for the project's own, and one within that. */
export function under(prefix: string, path: string): string {
  return prefix === '' ? path : join(prefix, path);
}
