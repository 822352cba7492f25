import { isUtf8 } from 'node:buffer';
import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from '../../machine/store-error.ts';
import type { TarSink } from '../../machine/tar-pack.ts';
import { isLocalState, type Place, under } from './place.ts';

export type Skipped = (path: string, reason: string) => void;

/**
 * Adds what a push of this working tree would bring, committed or not: tracked, changed and new files, not the ignored
 * ones. Tracked files that are deleted stay away. `nested` gets each repository within: submodules, and clones that
 * were put there.
 */
export async function addTreeFiles(
  tar: TarSink,
  place: Place,
  prefix: string,
  skipped: Skipped,
  nested: (folder: string, prefix: string) => Promise<void>,
): Promise<void> {
  const list = await place.git.bytes(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const isRealFolder = folderCheck(place.root);
  for (const path of pathsOf(list, (name) => skipped(under(prefix, name), 'its name is not UTF-8'))) {
    if (isLocalState(path) || !isRealFolder(dirname(path))) continue;
    const [name, full] = [under(prefix, path), join(place.root, path)];
    try {
      if (existsSync(join(full, '.git')) && lstatSync(full).isDirectory()) await nested(full, name);
      else if ((await tar.add(name, full)) === 'special') skipped(name, 'it is a socket, a pipe or a device');
    } catch (error) {
      const code = systemCode(error);
      if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EIO') throw error;
      skipped(name, code === 'EIO' ? 'the disk cannot read it' : 'it cannot be read');
    }
  }
}

/** The paths of a list parted by zero bytes, each once: git names a file with a conflict once for each side of it. */
export function pathsOf(list: Buffer, unreadable: (name: string) => void): ReadonlySet<string> {
  const paths = new Set<string>();
  for (let at = 0; at < list.length;) {
    const end = list.indexOf(0, at);
    const name = list.subarray(at, end < 0 ? list.length : end);
    at += name.length + 1;
    if (isUtf8(name)) paths.add(name.toString().replace(/\/$/, ''));
    else unreadable(name.toString('latin1'));
  }
  return paths;
}

/** False for a folder that a link now stands for: what git tracked below it is gone, and the link is a file of its own. */
function folderCheck(root: string): (folder: string) => boolean {
  const known = new Map<string, boolean>([['.', true]]);
  const check = (folder: string): boolean => {
    let isReal = known.get(folder);
    if (isReal === undefined) {
      isReal =
        check(dirname(folder)) &&
        lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true;
      known.set(folder, isReal);
    }
    return isReal;
  };
  return check;
}
