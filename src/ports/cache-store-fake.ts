import { type CacheStore, type FoundCache, usualDays } from './cache-store.ts';
import type { Clock } from './clock.ts';

const dayMs = 86_400_000;

/** Caches in memory, the newest last. */
export function memoryCacheStore(clock: Pick<Clock, 'now'>): CacheStore {
  const caches = new Map<string, FoundCache>();
  const isOver = (cache: FoundCache): boolean => Date.parse(cache.expiresAt) <= clock.now().getTime();
  const live = (): readonly FoundCache[] => [...caches.values()].filter((cache) => !isOver(cache));
  const has = (key: string): boolean => live().some((cache) => cache.key === key);
  return {
    has: async (key) => has(key),
    async save(key, body, days = usualDays) {
      if (has(key)) return 'exists';
      const bytes = Buffer.concat(await Array.fromAsync(body));
      if (has(key)) return 'exists';
      const createdMs = clock.now().getTime();
      caches.delete(key);
      caches.set(key, {
        key,
        sizeBytes: bytes.length,
        createdAt: new Date(createdMs).toISOString(),
        expiresAt: new Date(createdMs + days * dayMs).toISOString(),
        open: () => once(bytes),
      });
      return 'saved';
    },
    find: async (prefix) => live().findLast((cache) => cache.key.startsWith(prefix)),
    list: async () =>
      live()
        .toReversed()
        .map(({ key, sizeBytes, createdAt, expiresAt }) => ({ key, sizeBytes, createdAt, expiresAt })),
    async remove(key) {
      caches.delete(key);
    },
    async removeExpired() {
      for (const cache of caches.values()) if (isOver(cache)) caches.delete(cache.key);
    },
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
