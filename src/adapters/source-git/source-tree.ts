import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { packTar, type TarSink } from '../../machine/tar-pack.ts';
import type { SourceTree } from '../../ports/source-tree.ts';
import { addCommitFiles, withIndexOf } from './commit-files.ts';
import { plainFacts, repositoryFacts } from './facts.ts';
import { gitIn } from './git.ts';
import { addGitFolder } from './git-folder.ts';
import { type Place, placeOf, under } from './place.ts';
import { addPlainFiles } from './plain-files.ts';
import { addTreeFiles, type Skipped } from './tree-files.ts';

/**
 * The repository that `folder` lies in, read by the `git` program; the folder alone where it lies in none. `reach`
 * `folder`: also where it is not the root of a repository but lies deeper in one: a project of its own in another's.
 */
export function gitSourceTree(folder: string, reach: 'repository' | 'folder' = 'repository'): SourceTree {
  let found: Promise<Place | undefined> | undefined;
  const place = (): Promise<Place | undefined> =>
    (found ??= reach === 'folder' ? ownPlace(folder) : placeOf(folder));
  const resolved = async (name: string): Promise<string> =>
    (await place())?.git.text(['rev-parse', '-q', '--verify', '--end-of-options', `${name}^{commit}`]) ?? '';

  return {
    async facts() {
      const repository = await place();
      return repository === undefined ? plainFacts(realpathSync(folder)) : repositoryFacts(repository);
    },
    archive: (what, skipped) =>
      packTar(async (tar) => {
        const repository = await place();
        if (what.kind === 'tree') {
          if (repository === undefined) await addPlainFiles(tar, realpathSync(folder), skipped);
          else await addTree(tar, repository, '', skipped);
          return;
        }
        const revision = await resolved(what.revision);
        if (repository === undefined || revision === '') throw unknownRevision(what.revision);
        await addCommit(tar, repository, revision, '', skipped);
      }),
    async fileAt(revision, path) {
      const answer = await (await place())?.git.run(['cat-file', 'blob', `${revision}:${path}`]);
      return answer?.code === 0 ? answer.stdout.toString() : undefined;
    },
    async filesAt(revision, folder) {
      const answer = await (
        await place()
      )?.git.run(['ls-tree', '-z', '--end-of-options', `${revision}:${folder}`]);
      return answer?.code === 0 ? filesOf(answer.stdout.toString()) : [];
    },
    async revision(name) {
      return (await resolved(name)) || undefined;
    },
  };
}

/** Of `ls-tree -z`: `<mode> blob <hash>\t<name>`. */
function filesOf(list: string): readonly string[] {
  return list.split('\0').flatMap((line) => /^\d+ blob [0-9a-f]+\t(.*)$/s.exec(line)?.[1] ?? []);
}

async function addTree(tar: TarSink, place: Place, prefix: string, skipped: Skipped): Promise<void> {
  await addTreeFiles(tar, place, prefix, skipped, async (folder, name) => {
    const inner = await ownPlace(folder);
    if (inner === undefined) await tar.folder(name);
    else await addTree(tar, inner, name, skipped);
  });
  await addGitFolder(tar, place, under(prefix, '.git'), undefined);
}

async function addCommit(
  tar: TarSink,
  place: Place,
  revision: string,
  prefix: string,
  skipped: Skipped,
): Promise<void> {
  await withIndexOf(place, revision, async (index) => {
    await addCommitFiles(tar, place, revision, index, prefix, skipped, async (path, innerRevision) => {
      const name = under(prefix, path);
      const inner = await ownPlace(join(place.root, path));
      const isHere =
        inner !== undefined && (await inner.git.run(['cat-file', '-e', innerRevision])).code === 0;
      if (isHere) return addCommit(tar, inner, innerRevision, name, skipped);
      await tar.folder(name);
      skipped(name, 'the commit of this submodule is not on this machine');
    });
    await addGitFolder(tar, place, under(prefix, '.git'), { revision, index });
  });
}

/** The repository whose root is the folder; undefined where it only lies in one, or is not there. */
async function ownPlace(folder: string): Promise<Place | undefined> {
  const { code, stdout } = await gitIn(folder)
    .run(['rev-parse', '--show-cdup'])
    .catch(() => ({ code: 1, stdout: '' }));
  return code === 0 && stdout.toString().trim() === '' ? placeOf(folder) : undefined;
}

function unknownRevision(name: string): OrreryError {
  return new OrreryError('not-found', `git knows no commit ${name}`, { fault: 'user' });
}
