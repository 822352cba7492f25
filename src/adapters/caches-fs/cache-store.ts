import { createHash } from 'node:crypto';
import { linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readChunks } from '../../machine/read-file.ts';
import { isAbsent, storeError, systemCode } from '../../machine/store-error.ts';
import { sweepTempFiles, writeTempFile } from '../../machine/temp-file.ts';
import { zstdPacked, zstdUnpacked } from '../../machine/zstd.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CacheEntry, CacheStore, FoundCache } from '../../ports/cache-store.ts';
import { type CacheHead, printHead, readHeadOf, rewriteHead } from './cache-file.ts';

interface StoredCache extends CacheHead {
  readonly path: string;
}

/** Caches as files of `folder`, named by a hash of their keys: a hard link decides which of two writers was first. */
export function fileCacheStore(folder: string, clock: Clock): CacheStore {
  const temp = join(folder, 'tmp');
  const pathOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.zst`);
  let isSwept = false;

  const publish = (file: string, key: string, fileBytes: number): 'saved' | 'exists' => {
    const newest = storedIn(folder)[0]?.createdUs ?? 0;
    rewriteHead(file, { key, fileBytes, createdUs: Math.max(clock.now().getTime() * 1000, newest + 1) });
    const target = pathOf(key);
    if (link(file, target)) return 'saved';
    if (readWhole(target) !== undefined) return 'exists';
    rmSync(target, { force: true });
    return link(file, target) ? 'saved' : 'exists';
  };

  return {
    has: async (key) => readWhole(pathOf(key)) !== undefined,
    async save(key, body) {
      if (readWhole(pathOf(key)) !== undefined) {
        await body[Symbol.asyncIterator]().return?.();
        return 'exists';
      }
      if (!isSwept) sweepTempFiles(temp);
      isSwept = true;
      const file = await writeTempFile(temp, withHead(key, body));
      try {
        return publish(file.path, key, file.sizeBytes);
      } catch (error) {
        throw storeError(error, 'could not store a cache');
      } finally {
        rmSync(file.path, { force: true });
      }
    },
    async find(prefix) {
      const found = storedIn(folder).find((cache) => cache.key.startsWith(prefix));
      return found && openable(found);
    },
    list: async () => storedIn(folder).map(entryOf),
    async remove(key) {
      rmSync(pathOf(key), { force: true });
    },
  };
}

async function* withHead(key: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield printHead({ key, createdUs: 0, fileBytes: 0 });
  yield* zstdPacked(body);
}

function entryOf(cache: StoredCache): CacheEntry {
  const createdAt = new Date(Math.floor(cache.createdUs / 1000)).toISOString();
  return { key: cache.key, sizeBytes: cache.fileBytes, createdAt };
}

function openable(cache: StoredCache): FoundCache {
  return { ...entryOf(cache), open: () => zstdUnpacked(readChunks(cache.path, printHead(cache).length)) };
}

/** All whole caches, the newest first. */
function storedIn(folder: string): readonly StoredCache[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.zst'))
    .flatMap((name) => readWhole(join(folder, name)) ?? [])
    .toSorted((a, b) => b.createdUs - a.createdUs || (a.key < b.key ? -1 : 1));
}

/** A file that a crash of the machine has left half is as if it were not there. */
function readWhole(path: string): StoredCache | undefined {
  const head = readHeadOf(path);
  if (head === undefined || head === 'broken') return undefined;
  return statSync(path, { throwIfNoEntry: false })?.size === head.fileBytes ? { ...head, path } : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError(error, 'could not read the caches');
  }
}

/** False when the target is there. Where a file system has no hard links a rename must do, which does not notice another writer's. */
function link(file: string, target: string): boolean {
  try {
    linkSync(file, target);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    if (readWhole(target) !== undefined) return false;
    renameSync(file, target);
    return true;
  }
}
