import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TarSink } from '../../machine/tar-pack.ts';
import { readObjects } from './object-reader.ts';
import { isLocalState, type Place, under } from './place.ts';
import { pathsOf, type Skipped } from './tree-files.ts';

const smallBytes = 1024 * 1024;

/** An entry of a commit's tree. */
export interface TreeEntry {
  readonly kind: 'file' | 'executable' | 'link' | 'submodule';
  readonly hash: string;
  readonly path: string;
}

const kinds: Readonly<Record<string, TreeEntry['kind']>> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'link',
  '160000': 'submodule',
};

async function listCommit({ git }: Place, revision: string, skipped: Skipped): Promise<readonly TreeEntry[]> {
  const list = await git.bytes(['ls-tree', '-r', '-z', '--full-tree', revision]);
  const lines = pathsOf(list, (line) => skipped(line.slice(line.indexOf('\t') + 1), 'its name is not UTF-8'));
  return [...lines].flatMap((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', , hash = ''] = line.slice(0, tab).split(' ');
    const [kind, path] = [kinds[mode], line.slice(tab + 1)];
    return kind === undefined || isLocalState(path) ? [] : [{ kind, hash, path }];
  });
}

/**
 * Adds the files of a commit as a checkout would bring them: out of the object store, or, where attributes say that
 * they are to be converted (line ends, LFS), by a checkout into a temporary folder. `nested` gets the submodules.
 */
export async function addCommitFiles(
  tar: TarSink,
  place: Place,
  revision: string,
  index: string,
  prefix: string,
  skipped: Skipped,
  nested: (path: string, revision: string) => Promise<void>,
): Promise<void> {
  const entries = await listCommit(place, revision, skipped);
  for (const entry of entries) if (entry.kind === 'submodule') await nested(entry.path, entry.hash);
  const files = entries.filter((entry) => entry.kind !== 'submodule');
  const isConverted =
    existsSync(join(place.commonDir, 'info/attributes')) ||
    files.some((entry) => basename(entry.path) === '.gitattributes');
  if (isConverted) await addConverted(tar, place, index, prefix, files);
  else await addAsStored(tar, place, prefix, files, skipped);
}

async function addAsStored(
  tar: TarSink,
  { git }: Place,
  prefix: string,
  files: readonly TreeEntry[],
  skipped: Skipped,
): Promise<void> {
  let at = 0;
  for await (const object of readObjects(
    git,
    files.map((file) => file.hash),
  )) {
    const file = files[at++];
    if (file === undefined) return;
    const name = under(prefix, file.path);
    const mode = file.kind === 'executable' ? 0o755 : 0o644;
    if (object === undefined) skipped(name, 'git has lost its contents');
    else if (file.kind === 'link')
      await tar.link(name, (await object.reader.whole(object.sizeBytes)).toString());
    else if (object.sizeBytes > smallBytes)
      await tar.stream(name, object.reader.take(object.sizeBytes), object.sizeBytes, mode);
    else await tar.file(name, await object.reader.whole(object.sizeBytes), mode);
  }
}

async function addConverted(
  tar: TarSink,
  { git, gitDir }: Place,
  index: string,
  prefix: string,
  files: readonly TreeEntry[],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-checkout-'));
  try {
    const variables = { GIT_INDEX_FILE: index };
    await git.bytes(
      [`--git-dir=${gitDir}`, `--work-tree=${folder}`, 'checkout-index', '--all', '--force'],
      variables,
    );
    for (const file of files) await tar.add(under(prefix, file.path), join(folder, file.path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Calls `use` with an index of the commit's files, which is gone afterwards. The user's own is not touched. */
export async function withIndexOf<T>(
  { git }: Place,
  revision: string,
  use: (index: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-index-'));
  try {
    const index = join(folder, 'index');
    const plain = [
      'core.splitIndex=false',
      'core.untrackedCache=false',
      'core.fsmonitor=false',
      'index.sparse=false',
    ];
    await git.bytes([...plain.flatMap((setting) => ['-c', setting]), 'read-tree', revision], {
      GIT_INDEX_FILE: index,
    });
    return await use(index);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
