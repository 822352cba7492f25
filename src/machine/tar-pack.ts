import { lstatSync, readFileSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pack, type Header, type Pack } from 'tar-stream';
import { isAbsent } from './store-error.ts';
import { roomIn } from './stream-room.ts';

const smallBytes = 256 * 1024;
const batchBytes = 128 * 1024;

/** Takes the entries of a tar one after the other; each call waits until there is room for it. */
export interface TarSink {
  /**
   * What is at `path`, itself if it is a link: `absent` when nothing is, `special` for a socket, pipe or device, which is
   * left out. Throws the system's error, with nothing written, when it cannot be read. A file that shrinks meanwhile is
   * filled up with zeros.
   */
  add(name: string, path: string): Promise<'file' | 'folder' | 'link' | 'absent' | 'special'>;
  file(name: string, body: Uint8Array, mode?: number): Promise<void>;
  /** `body` must have exactly `sizeBytes`. */
  stream(name: string, body: AsyncIterable<Uint8Array>, sizeBytes: number, mode?: number): Promise<void>;
  link(name: string, target: string): Promise<void>;
  folder(name: string): Promise<void>;
}

/** A tar of what `fill` puts into it, made as fast as it is read and no faster. Errors of `fill` come out of it. */
export async function* packTar(fill: (tar: TarSink) => Promise<void>): AsyncIterable<Uint8Array> {
  const tar = pack();
  fill(sinkInto(tar)).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  // tar-stream gives three chunks an entry: gathered, so that what follows is not called 60,000 times for 20,000 files.
  let batch: Uint8Array[] = [];
  let gathered = 0;
  for await (const chunk of tar as AsyncIterable<Uint8Array>) {
    batch.push(chunk);
    gathered += chunk.length;
    if (gathered < batchBytes) continue;
    yield Buffer.concat(batch, gathered);
    batch = [];
    gathered = 0;
  }
  if (gathered > 0) yield Buffer.concat(batch, gathered);
}

/**
 * Adds the folder at `path` and all below it, in the order of names. What vanishes meanwhile is left out. Where
 * `refused` is given it is told what cannot be read, which is left out then; otherwise the system's error is thrown.
 */
export async function addTree(
  tar: TarSink,
  name: string,
  path: string,
  refused?: (path: string, error: unknown) => void,
): Promise<void> {
  try {
    if ((await tar.add(name, path)) !== 'folder') return;
    for (const below of readdirSync(path).toSorted())
      await addTree(tar, `${name}/${below}`, join(path, below), refused);
  } catch (error) {
    if (isAbsent(error)) return;
    if (refused === undefined) throw error;
    refused(path, error);
  }
}

function sinkInto(tar: Pack): TarSink {
  const put = (header: Partial<Header> & { name: string }, body?: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => (error ? reject(error) : resolve());
      if (body === undefined) tar.entry(header, done);
      else tar.entry(header, body, done);
    });

  const stream = (
    header: Partial<Header> & { name: string },
    body: AsyncIterable<Uint8Array>,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const sink = tar.entry(header, (error) => (error ? reject(error) : resolve()));
      const feed = async (): Promise<void> => {
        for await (const chunk of body) {
          if (sink.write(chunk)) continue;
          await roomIn(sink);
          if (sink.destroyed) return;
        }
        sink.end(null);
      };
      feed().catch((error: Error) => sink.destroy(error));
    });

  return {
    async add(name, path) {
      const stats = lstatOf(path);
      if (stats === undefined) return 'absent';
      const mode = stats.mode & 0o777;
      const header = { name, mode, mtime: stats.mtime };
      if (stats.isDirectory()) {
        await put({ ...header, type: 'directory' });
        return 'folder';
      }
      if (stats.isSymbolicLink()) {
        await put({ ...header, type: 'symlink', linkname: readlinkSync(path) });
        return 'link';
      }
      if (!stats.isFile()) return 'special';
      if (stats.size <= smallBytes) await put({ ...header, type: 'file' }, readFileSync(path));
      else await addLarge(path, async (body, size) => stream({ ...header, type: 'file', size }, body));
      return 'file';
    },
    file: async (name, body, mode = 0o644) => put({ name, mode, type: 'file', mtime: new Date() }, body),
    stream: async (name, body, size, mode = 0o644) => stream({ name, mode, type: 'file', size }, body),
    link: async (name, linkname) => put({ name, type: 'symlink', linkname, mode: 0o777 }),
    folder: async (name) => put({ name, type: 'directory', mode: 0o755 }),
  };
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function addLarge(
  path: string,
  add: (body: AsyncIterable<Uint8Array>, sizeBytes: number) => Promise<void>,
): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    await add(exactly(size), size);
  } finally {
    await file.close();
  }

  async function* exactly(size: number): AsyncIterable<Uint8Array> {
    for (let at = 0; at < size;) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(smallBytes, size - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      at += bytesRead;
      yield bytesRead === 0 ? Buffer.alloc(buffer.length) : buffer.subarray(0, bytesRead);
      if (bytesRead === 0) at += buffer.length;
    }
  }
}
