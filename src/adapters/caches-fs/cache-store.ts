import { createHash } from 'node:crypto';
import { linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { readChunks } from '../../machine/read-file.ts';
import { isAbsent, storeError, systemCode } from '../../machine/store-error.ts';
import { sweepTempFiles, writeTempFile } from '../../machine/temp-file.ts';
import { zstdPacked, zstdUnpacked } from '../../machine/zstd.ts';
import type { Clock } from '../../ports/clock.ts';
import { type CacheEntry, type CacheStore, type FoundCache, usualDays } from '../../ports/cache-store.ts';
import { type CacheHead, printHead, readHeadOf, rewriteHead, type StoredHead } from './cache-file.ts';

interface StoredCache extends StoredHead {
  readonly path: string;
}

/** Caches as files of `folder`, named by a hash of their keys: a hard link decides which of two writers was first. */
export function fileCacheStore(folder: string, clock: Clock): CacheStore {
  const temp = join(folder, 'tmp');
  const pathOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.zst`);
  let isSwept = false;
  const isLive = (cache: StoredCache): boolean => expiryMs(cache) > clock.now().getTime();
  const liveIn = (): readonly StoredCache[] => storedIn(folder).filter(isLive);
  const isThere = (path: string): boolean => {
    const cache = readWhole(path);
    return cache !== undefined && isLive(cache);
  };

  const publish = (file: string, head: Omit<CacheHead, 'createdUs'>): 'saved' | 'exists' => {
    const newest = storedIn(folder)[0]?.createdUs ?? 0;
    rewriteHead(file, { ...head, createdUs: Math.max(clock.now().getTime() * 1000, newest + 1) });
    const target = pathOf(head.key);
    if (link(file, target)) return 'saved';
    if (isThere(target)) return 'exists';
    rmSync(target, { force: true });
    return link(file, target) ? 'saved' : 'exists';
  };

  return {
    has: async (key) => isThere(pathOf(key)),
    async save(key, body, days = usualDays) {
      if (isThere(pathOf(key))) {
        await body[Symbol.asyncIterator]().return?.();
        return 'exists';
      }
      if (!isSwept) sweepTempFiles(temp);
      isSwept = true;
      const file = await writeTempFile(temp, withHead({ key, days }, body));
      try {
        return publish(file.path, { key, days, fileBytes: file.sizeBytes });
      } catch (error) {
        throw storeError(error, 'could not store a cache');
      } finally {
        rmSync(file.path, { force: true });
      }
    },
    async find(prefix) {
      const found = liveIn().find((cache) => cache.key.startsWith(prefix));
      return found && openable(found);
    },
    list: async () => liveIn().map(entryOf),
    async remove(key) {
      rmSync(pathOf(key), { force: true });
    },
    async removeExpired() {
      for (const cache of storedIn(folder)) if (!isLive(cache)) rmSync(cache.path, { force: true });
    },
  };
}

const dayMs = 86_400_000;

function expiryMs({ createdUs, days }: CacheHead): number {
  return Math.floor(createdUs / 1000) + days * dayMs;
}

async function* withHead(
  head: Pick<CacheHead, 'key' | 'days'>,
  body: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield printHead({ ...head, createdUs: 0, fileBytes: 0 });
  yield* zstdPacked(body);
}

function entryOf(cache: StoredCache): CacheEntry {
  const createdAt = new Date(Math.floor(cache.createdUs / 1000)).toISOString();
  const expiresAt = new Date(expiryMs(cache)).toISOString();
  return { key: cache.key, sizeBytes: cache.fileBytes, createdAt, expiresAt };
}

function openable(cache: StoredCache): FoundCache {
  return { ...entryOf(cache), open: () => unpacked(cache) };
}

async function* unpacked({ key, path, headBytes }: StoredCache): AsyncIterable<Uint8Array> {
  try {
    yield* zstdUnpacked(readChunks(path, headBytes));
  } catch (error) {
    if (!(error instanceof OrreryError) || error.code !== 'store/failed') throw error;
    throw new OrreryError('store/failed', `the cache ${key} cannot be read: ${error.message}`, {
      fault: 'environment',
      hint: `orrery cache rm ${key} removes it; the next run saves it anew.`,
      cause: error,
    });
  }
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
