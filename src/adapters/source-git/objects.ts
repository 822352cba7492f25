import { readFileSync, readdirSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { isAbsent } from '../../machine/store-error.ts';
import type { TarSink } from '../../machine/tar-pack.ts';

/**
 * Adds all objects of a repository, those that it borrows from others too, so that the copy stands alone. Loose ones
 * before packs: when git packs meanwhile, what has vanished from the former is in one of the latter.
 */
export async function addObjects(tar: TarSink, objects: string, name: string): Promise<void> {
  const added = new Set<string>();
  const add = async (path: string, inArchive: string): Promise<boolean> => {
    if (added.has(inArchive)) return true;
    const isThere = (await tar.add(inArchive, path)) === 'file';
    if (isThere) added.add(inArchive);
    return isThere;
  };
  await tar.folder(name);
  const folders = withBorrowed(objects);
  for (const folder of folders)
    for (const fan of namesIn(folder).filter((entry) => /^[0-9a-f]{2}$/.test(entry)))
      for (const file of namesIn(join(folder, fan)))
        if (/^[0-9a-f]+$/.test(file)) await add(join(folder, fan, file), `${name}/${fan}/${file}`);
  for (const folder of folders) await addPacks(join(folder, 'pack'), `${name}/pack`, add);
}

async function addPacks(
  folder: string,
  name: string,
  add: (path: string, inArchive: string) => Promise<boolean>,
): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    let isWhole = true;
    // An index without its pack is an error to git, a pack without its index is not there: the pack first.
    const files = namesIn(folder).filter((file) =>
      /^pack-[0-9a-f]+\.(?:pack|idx|rev|promisor|mtimes)$/.test(file),
    );
    for (const file of files.toSorted((a, b) => Number(b.endsWith('.pack')) - Number(a.endsWith('.pack'))))
      if (!(await add(join(folder, file), `${name}/${file}`))) isWhole = false;
    if (isWhole) return;
  }
}

/** The folder and those named in its `info/alternates`, and in theirs. */
function withBorrowed(objects: string): readonly string[] {
  const folders = [objects];
  for (const folder of folders) {
    const lines = textOf(join(folder, 'info/alternates')).split('\n');
    for (const line of lines) {
      if (line === '' || line.startsWith('#')) continue;
      const path = line.startsWith('"') ? (JSON.parse(line) as string) : line;
      const other = isAbsolute(path) ? path : resolve(folder, path);
      if (!folders.includes(other)) folders.push(other);
    }
  }
  return folders;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
