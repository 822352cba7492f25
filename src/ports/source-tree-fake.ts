import { pack } from 'tar-stream';
import type { SourceFacts, SourceTree } from './source-tree.ts';

export const fakeFacts: SourceFacts = {
  root: '/home/kim/shop',
  isRepository: true,
  branch: 'main',
  defaultBranch: 'main',
  tag: '',
  revision: 'a'.repeat(40),
  baseRevision: 'b'.repeat(40),
  remoteUrl: 'git@github.com:acme/shop.git',
  owner: 'acme',
  name: 'shop',
  commitSubject: 'First',
  commitBody: '',
  authorName: 'Kim',
  authorEmail: 'kim@example.org',
  authorDate: '2026-01-02T03:04:05Z',
  userName: 'kim',
};

/** A repository in memory: the same files in the tree and at every commit, but for a file REVISION that names it. */
export function memorySourceTree(
  files: Readonly<Record<string, string>> = {},
  facts: Partial<SourceFacts> = {},
): SourceTree {
  return {
    facts: async () => ({ ...fakeFacts, ...facts }),
    async *archive(what) {
      const archive = pack();
      const revision = what.kind === 'commit' ? what.revision : 'tree';
      const all = { '.git/HEAD': 'ref: refs/heads/main\n', REVISION: revision, ...files };
      for (const [name, text] of Object.entries(all)) archive.entry({ name }, text);
      archive.finalize();
      yield* archive as AsyncIterable<Uint8Array>;
    },
    fileAt: async (_, path) => files[path],
    filesAt: async (_, folder) =>
      Object.keys(files).flatMap((path) => {
        const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
        return name === '' || name.includes('/') ? [] : [name];
      }),
    revision: async (name) => (/^[0-9a-f]{40}$/.test(name) ? name : undefined),
  };
}
