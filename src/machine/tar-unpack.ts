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
    const at = startIn(target, allowed);
    const parser = extract();
    const fed = feed(tar, parser);
    for await (const entry of parser) await writeEntry(at, entry.header, entry as AsyncIterable<Uint8Array>);
    await fed;
    finish(at);
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

/** How far an archive has been unpacked. */
interface Unpacking {
  readonly target: string;
  readonly isAllowed: (path: string) => boolean;
  /** Folders that are there and may be written to. */
  readonly entered: Set<string>;
  /** Folders that were made, with what the archive tells of them. */
  readonly made: Map<string, Header>;
  /** Links that were made: the archive's own ways out. */
  readonly links: Set<string>;
}

function startIn(target: string, allowed: readonly string[]): Unpacking {
  const isAllowed = (path: string): boolean => {
    const real = realPathOf(path);
    return allowed.some((folder) => isInside(real, folder));
  };
  if (!isAllowed(target)) throw refused(`${target} lies outside the folders of the job`);
  mkdirSync(target, { recursive: true });
  return { target, isAllowed, entered: new Set([target]), made: new Map(), links: new Set() };
}

/** Makes sure that a folder is there and may be written to; true when it was made. */
function enter(at: Unpacking, folder: string): boolean {
  if (at.entered.has(folder)) return false;
  enter(at, dirname(folder));
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) mkdirSync(folder);
  else if (stats.isSymbolicLink() && (at.links.has(folder) || !at.isAllowed(folder)))
    throw refused(`${folder} is a link that leads out of where it may write`);
  else if (!stats.isDirectory() && !isFolder(folder))
    throw refused(`${folder} is a file, and a folder in the archive`);
  at.entered.add(folder);
  return stats === undefined;
}

/** Where an entry goes. */
function place({ target }: Unpacking, name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0'))
    throw refused(`the entry ${JSON.stringify(name)} leads out of the archive`);
  return join(target, ...parts);
}

async function writeEntry(at: Unpacking, header: Header, body: AsyncIterable<Uint8Array>): Promise<void> {
  const path = place(at, header.name);
  if (path !== at.target) {
    enter(at, dirname(path));
    if (header.type === 'file' || header.type === 'contiguous-file')
      return (header.size <= smallBytes ? writeSmall : writeLarge)(path, header, body);
    makeOther(at, path, header);
  }
  for await (const _ of body); // nothing else has one; what a foreign archive gives it is passed over
}

function makeOther(at: Unpacking, path: string, header: Header): void {
  if (header.type === 'directory') {
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(path);
    if (enter(at, path)) at.made.set(path, header);
  } else if (header.type === 'symlink') {
    rmSync(path, { force: true });
    symlinkSync(header.linkname, path);
    at.links.add(path);
  } else if (header.type === 'link') {
    const source = place(at, header.linkname);
    enter(at, dirname(source));
    if (source === path) return;
    rmSync(path, { force: true });
    linkSync(source, path);
  }
}

/** Modes and times of folders, which writing into them would change again. */
function finish({ made }: Unpacking): void {
  for (const [path, { mode, mtime }] of [...made].toReversed()) {
    chmodSync(path, mode & 0o777);
    utimesSync(path, mtime, mtime);
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function refused(message: string): OrreryError {
  return new OrreryError('executor/failed', `could not unpack: ${message}`, { fault: 'user' });
}
