import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { extract, type Extract, type Header } from 'tar-stream';
import { OrreryError } from '../base/error.ts';
import { isInside, realPathOf } from './inside.ts';
import { systemCode } from './store-error.ts';
import { roomIn } from './stream-room.ts';
import { smallBytes, writeLarge, writeSmall } from './write-file.ts';

/**
 * Unpacks a tar into the folder `target` (absolute, made if missing) with modes and times, as the user who calls. What
 * an entry replaces is unlinked first, so that nothing is written through a link; folders that are there stay as they
 * are. `executor/failed` for an entry that would leave `target` by `..`, by a link of the archive itself, or by one that
 * was there and leads out of `allowed`, the real paths of the folders that may be written to. Links themselves may point
 * anywhere, as those of a virtualenv do. Devices and pipes are left out.
 */
export async function unpackTar(
  target: string,
  tar: AsyncIterable<Uint8Array>,
  allowed: readonly string[],
): Promise<void> {
  try {
    const writer = entryWriter(target, allowed);
    const parser = extract();
    const fed = feed(tar, parser);
    for await (const entry of parser) await writer.write(entry.header, entry as AsyncIterable<Uint8Array>);
    await fed;
    writer.finish();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new OrreryError('executor/failed', `could not unpack: ${(error as Error).message}`, {
      fault: 'environment',
      cause: error,
    });
  }
}

async function feed(tar: AsyncIterable<Uint8Array>, parser: Extract): Promise<void> {
  try {
    for await (const chunk of tar) {
      if (parser.write(chunk)) continue;
      await roomIn(parser);
      if (parser.destroyed) return;
    }
    parser.end(null);
  } catch (error) {
    parser.destroy(error as Error); // it comes out of the loop that reads the parser
  }
}

interface EntryWriter {
  write(header: Header, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** Modes and times of folders, which writing into them would change again. */
  finish(): void;
}

function entryWriter(target: string, allowed: readonly string[]): EntryWriter {
  const entered = new Set<string>();
  const folders = new Map<string, Header>();
  const links = new Set<string>();
  const isAllowed = (path: string): boolean => {
    const real = realPathOf(path);
    return allowed.some((folder) => isInside(real, folder));
  };
  if (!isAllowed(target)) throw refused(`${target} lies outside the folders of the job`);
  mkdirSync(target, { recursive: true });
  entered.add(target);

  /** Makes sure that a folder is there and may be written to; true when it was made. */
  const enter = (folder: string): boolean => {
    if (entered.has(folder)) return false;
    enter(dirname(folder));
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats === undefined) mkdirSync(folder);
    else if (stats.isSymbolicLink() && (links.has(folder) || !isAllowed(folder)))
      throw refused(`${folder} is a link that leads out of where it may write`);
    else if (!stats.isDirectory() && !isFolder(folder))
      throw refused(`${folder} is a file, and a folder in the archive`);
    entered.add(folder);
    return stats === undefined;
  };

  const place = (name: string): string => {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (name.startsWith('/') || parts.includes('..') || name.includes('\0'))
      throw refused(`the entry ${JSON.stringify(name)} leads out of the archive`);
    return join(target, ...parts);
  };

  const makeFolder = (path: string, header: Header): void => {
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(path);
    if (enter(path)) folders.set(path, header);
  };

  const makeLink = (path: string, make: () => void): void => {
    rmSync(path, { force: true });
    make();
  };

  const write = async (path: string, header: Header, body: AsyncIterable<Uint8Array>): Promise<void> => {
    enter(dirname(path));
    if (header.type === 'file' || header.type === 'contiguous-file') {
      await (header.size <= smallBytes ? writeSmall : writeLarge)(path, header, body);
      return;
    }
    if (header.type === 'directory') makeFolder(path, header);
    if (header.type === 'symlink') {
      makeLink(path, () => symlinkSync(header.linkname, path));
      links.add(path);
    }
    if (header.type === 'link') {
      const source = place(header.linkname);
      enter(dirname(source));
      if (source !== path) makeLink(path, () => linkSync(source, path));
    }
    await skip(body);
  };

  return {
    async write(header, body) {
      const path = place(header.name);
      await (path === target ? skip(body) : write(path, header, body));
    },
    finish() {
      for (const [path, { mode, mtime }] of [...folders].toReversed()) {
        chmodSync(path, mode & 0o777);
        utimesSync(path, mtime, mtime);
      }
    },
  };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

async function skip(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}

function refused(message: string): OrreryError {
  return new OrreryError('executor/failed', `could not unpack: ${message}`, { fault: 'user' });
}
