import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { readChunks } from '../../machine/read-file.ts';
import { isAbsent, storeError, systemCode } from '../../machine/store-error.ts';
import { sweepTempFiles, writeTempFile } from '../../machine/temp-file.ts';
import { zstdPacked, zstdUnpacked } from '../../machine/zstd.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import { type BlobPaths, blobPaths, candidates, keyName, oddName, packedEnd, tempName } from './blob-path.ts';

/** Blobs as files below `folder`, at their keys: an artifact is a plain file that a person opens. */
export function fileBlobStore(folder: string): BlobStore {
  const temp = join(folder, tempName);
  let isSwept = false;

  return {
    async put(key, body, as = 'plain') {
      const paths = blobPaths(folder, key);
      if (!isSwept) sweepTempFiles(temp);
      isSwept = true;
      const hash = createHash('sha256');
      let sizeBytes = 0;
      const counted = async function* (): AsyncIterable<Uint8Array> {
        for await (const chunk of body) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          yield chunk;
        }
      };
      const file = await writeTempFile(temp, as === 'packed' ? zstdPacked(counted()) : counted());
      publish(file.path, paths, key, as === 'packed' ? packedEnd : '');
      return { sizeBytes, sha256: hash.digest('hex') };
    },
    async get(key) {
      const path = find(blobPaths(folder, key));
      if (path === undefined) return undefined;
      return path.endsWith(packedEnd) ? zstdUnpacked(readChunks(path)) : readChunks(path);
    },
    async *list(prefix) {
      for (const key of keysBelow(folder, '', prefix)) yield key;
      for (const key of oddKeys(folder)) if (key.startsWith(prefix)) yield key;
    },
    async delete(key) {
      const paths = blobPaths(folder, key);
      removeAllBut(undefined, paths);
      for (let parent = dirname(paths.plain); parent !== folder; parent = dirname(parent))
        if (!removeIfEmpty(parent)) break;
    },
    location(key) {
      const path = find(blobPaths(folder, key));
      return path?.endsWith(packedEnd) === true ? undefined : path;
    },
  };
}

function find(paths: BlobPaths): string | undefined {
  return candidates(paths).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    if (isAbsent(error) || systemCode(error) === 'ENAMETOOLONG') return false;
    throw storeError(error, 'could not read a stored file');
  }
}

function publish(temp: string, paths: BlobPaths, key: string, end: string): void {
  try {
    const target = move(temp, paths.plain + end) ?? moveOddly(temp, paths, key, end);
    removeAllBut(target, paths);
  } catch (error) {
    rmSync(temp, { force: true });
    throw storeError(error, 'could not store a file');
  }
}

/** Undefined where there cannot be a file of that name: another blob stands in the way. */
function move(temp: string, target: string): string | undefined {
  for (let attempt = 1; ; attempt += 1) {
    try {
      mkdirSync(dirname(target), { recursive: true });
      renameSync(temp, target);
      return target;
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' && attempt < 5) continue; // the folder was empty, and a delete took it away
      if (code !== undefined && ['EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'ENAMETOOLONG'].includes(code))
        return undefined;
      throw error;
    }
  }
}

function moveOddly(temp: string, paths: BlobPaths, key: string, end: string): string {
  mkdirSync(dirname(paths.odd), { recursive: true });
  writeFileSync(paths.oddKey, key, { mode: 0o600 });
  renameSync(temp, paths.odd + end);
  return paths.odd + end;
}

function removeAllBut(kept: string | undefined, paths: BlobPaths): void {
  for (const path of candidates(paths)) if (path !== kept && isFile(path)) rmSync(path, { force: true });
  if (kept?.startsWith(paths.odd) !== true) rmSync(dirname(paths.odd), { recursive: true, force: true });
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Keys of the blobs below a folder whose own path is `path`, in the order of their names. */
function* keysBelow(folder: string, path: string, prefix: string): Iterable<string> {
  for (const entry of entriesOf(join(folder, path))) {
    const key = `${path}${entry.name}`;
    if (entry.isDirectory()) {
      const below = `${key}/`;
      const isOurs = entry.name !== oddName && entry.name !== tempName;
      if (isOurs && (below.startsWith(prefix) || prefix.startsWith(below)))
        yield* keysBelow(folder, below, prefix);
    } else if (key.startsWith(prefix)) {
      yield key.endsWith(packedEnd) ? key.slice(0, -packedEnd.length) : key;
    }
  }
}

function oddKeys(folder: string): readonly string[] {
  return entriesOf(join(folder, oddName)).map((entry) =>
    readFileSync(join(folder, oddName, entry.name, keyName), 'utf8'),
  );
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError(error, 'could not list the stored files');
  }
}
