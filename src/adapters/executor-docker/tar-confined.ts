import { OrreryError } from '../../base/error.ts';
import { concat, folderHeader, mtimeOf, tarTypes, writeHeader, type TarHeader } from './tar-format.ts';
import { rewriteTar } from './tar-rewrite.ts';

export interface ConfineOptions {
  /** The folder that everything goes below, absolute and without links. */
  readonly folder: string;
  /** Of the steps. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Is a folder (or a link to one) there? Asked once for each, and never below one that is not. */
  readonly isFolder: (path: string) => Promise<boolean>;
}

/**
 * A foreign archive as one that can be unpacked at `/`: every entry stands below `folder` and belongs to the steps' user.
 * Folders that are there are left out, so that they keep their mode and owner; those that the archive takes for granted
 * are put in. Throws `executor/failed` for entries that lead out of the folder: absolute names, `..`, ways through a link
 * of the archive itself, hard links to the outside, devices.
 */
export function confinedTar(
  tar: AsyncIterable<Uint8Array>,
  { folder, owner, isFolder }: ConfineOptions,
): AsyncGenerator<Uint8Array> {
  // As a string of bytes, like all names of an archive.
  const base = partsOf(Buffer.from(folder, 'utf8').toString('latin1'));
  const links = new Set<string>();
  /** Of each folder seen: was it there before? */
  const folders = new Map<string, boolean>([['', true]]);

  const place = (parts: readonly string[]): string => [...base, ...parts].join('/');

  async function wasThere(parts: readonly string[]): Promise<boolean> {
    const path = parts.join('/');
    const known = folders.get(path);
    if (known !== undefined) return known;
    const isThere =
      folders.get(parts.slice(0, -1).join('/')) === true &&
      !links.has(path) &&
      (await isFolder(`/${Buffer.from(place(parts), 'latin1').toString('utf8')}`));
    folders.set(path, isThere);
    return isThere;
  }

  async function missingParents(parts: readonly string[], header: TarHeader): Promise<Uint8Array[]> {
    const missing: Uint8Array[] = [];
    for (let depth = 1; depth < parts.length; depth += 1) {
      const parent = parts.slice(0, depth);
      if (folders.has(parent.join('/')) || (await wasThere(parent))) continue;
      const made = folderHeader(mtimeOf(header.block));
      missing.push(writeHeader(made, { name: `${place(parent)}/`, linkname: '', owner }));
    }
    return missing;
  }

  return rewriteTar(tar, async (header) => {
    const parts = confinedParts(header.name, header.name, links);
    if (parts.length === 0) return undefined;
    if (header.type === tarTypes.characterDevice || header.type === tarTypes.blockDevice)
      throw refused(header.name, 'is a device');
    const before = await missingParents(parts, header);
    const path = parts.join('/');
    if (header.type === tarTypes.folder) {
      const isThere = await wasThere(parts);
      links.delete(path);
      const own = isThere ? [] : [writeHeader(header, { name: `${place(parts)}/`, linkname: '', owner })];
      return concat([...before, ...own]);
    }
    folders.delete(path);
    links.delete(path);
    if (header.type === tarTypes.symlink) links.add(path);
    const linkname =
      header.type === tarTypes.hardLink
        ? place(confinedParts(header.linkname, header.name, links))
        : header.linkname;
    return concat([...before, writeHeader(header, { name: place(parts), linkname, owner })]);
  });
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** The parts of a name that stays inside. `entry` is who is to blame. */
function confinedParts(name: string, entry: string, links: ReadonlySet<string>): readonly string[] {
  if (name.startsWith('/')) throw refused(entry, 'is absolute');
  const parts = partsOf(name);
  if (parts.includes('..')) throw refused(entry, 'leads out of its folder');
  for (let depth = 1; depth < parts.length; depth += 1)
    if (links.has(parts.slice(0, depth).join('/')))
      throw refused(entry, 'leads through a link of the archive');
  return parts;
}

function refused(entry: string, what: string): OrreryError {
  const name = JSON.stringify(Buffer.from(entry, 'latin1').toString('utf8'));
  return new OrreryError('executor/failed', `the archive is refused: its entry ${name} ${what}`, {
    fault: 'user',
  });
}
