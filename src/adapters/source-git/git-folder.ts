import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TarSink } from '../../machine/tar-pack.ts';
import { checkoutConfig, readConfigList } from './git-config.ts';
import { addObjects } from './objects.ts';
import type { Place } from './place.ts';

/** A commit to stand at in place of the present HEAD and index. */
export interface CommitHead {
  readonly revision: string;
  /** Path of an index of that commit. */
  readonly index: string;
}

/**
 * Adds a `.git` folder with which the files stand alone: put together anew, since the one here may be a file that
 * points elsewhere, borrow objects, and hold what is the user's. HEAD, index, branches, tags, remotes and all objects
 * come along; reflogs, the stash, hooks, other worktrees and merges under way do not.
 */
export async function addGitFolder(
  tar: TarSink,
  place: Place,
  name: string,
  commit: CommitHead | undefined,
): Promise<void> {
  const { git, gitDir, commonDir } = place;
  const put = async (path: string, text: string): Promise<void> =>
    tar.file(`${name}/${path}`, Buffer.from(text));
  const copy = async (path: string, from: string): Promise<unknown> =>
    tar.add(`${name}/${path}`, join(from, path));
  await tar.folder(name);
  await put('HEAD', await headText(place, commit));
  await addRefs(place, put);
  const [local, worktree] = await Promise.all([
    git.text(['config', '--local', '--list', '-z']),
    git.text(['config', '--worktree', '--list', '-z']),
  ]);
  const settings =
    local === worktree ? readConfigList(local) : [...readConfigList(local), ...readConfigList(worktree)];
  await put('config', checkoutConfig(settings, commit === undefined));
  if (commit === undefined) {
    await copy('index', gitDir);
    for (const file of readdirSync(gitDir)) if (file.startsWith('sharedindex.')) await copy(file, gitDir);
    await copy('info/sparse-checkout', gitDir);
  } else {
    await tar.add(`${name}/index`, commit.index);
  }
  for (const file of ['shallow', 'info/exclude', 'info/attributes', 'info/grafts'])
    await copy(file, commonDir);
  for (const folder of ['refs', 'refs/heads', 'refs/tags']) await tar.folder(`${name}/${folder}`);
  await addObjects(tar, join(commonDir, 'objects'), `${name}/objects`);
}

async function headText({ git }: Place, commit: CommitHead | undefined): Promise<string> {
  const revision = await git.text(['rev-parse', '-q', '--verify', 'HEAD^{commit}']);
  const branch = await git.text(['symbolic-ref', '-q', 'HEAD']);
  if (commit !== undefined && commit.revision !== revision) return `${commit.revision}\n`;
  return branch === '' ? `${revision}\n` : `ref: ${branch}\n`;
}

/** As git lists them, whatever way it keeps them here. */
async function addRefs({ git }: Place, put: (path: string, text: string) => Promise<void>): Promise<void> {
  const list = await git.text(['for-each-ref', '--format=%(objectname) %(refname) %(symref)']);
  const packed: string[] = [];
  for (const line of list.split('\n')) {
    const [hash, name, target] = line.split(' ');
    if (name === undefined || !/^refs\/(?!stash$|bisect\/|worktree\/|rewritten\/)/.test(name)) continue;
    if (target) await put(name, `ref: ${target}\n`);
    else packed.push(`${hash} ${name}\n`);
  }
  await put('packed-refs', `# pack-refs with: sorted \n${packed.join('')}`);
}
