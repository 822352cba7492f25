import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addTree, type TarSink } from '../../machine/tar-pack.ts';
import { isLocalState } from './place.ts';
import type { Skipped } from './tree-files.ts';

/** Adds a folder that is no repository: all but `.git`, which is none of one, and our own state. */
export async function addPlainFiles(tar: TarSink, root: string, skipped: Skipped): Promise<void> {
  const refused = (path: string): void => skipped(path.slice(root.length + 1), 'it cannot be read');
  for (const name of readdirSync(root).toSorted()) {
    if (name === '.git') continue;
    if (name !== '.orrery') await addTree(tar, name, join(root, name), refused);
    else
      for (const inner of readdirSync(join(root, name)))
        if (!isLocalState(`${name}/${inner}`))
          await addTree(tar, `${name}/${inner}`, join(root, name, inner), refused);
  }
}
