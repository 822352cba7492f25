import type { CacheStore, FoundCache } from './cache-store.ts';

/** Caches in memory, the newest last. */
export function memoryCacheStore(): CacheStore {
  const caches = new Map<string, FoundCache>();
  return {
    has: async (key) => caches.has(key),
    async save(key, body) {
      if (caches.has(key)) return 'exists';
      const bytes = Buffer.concat(await Array.fromAsync(body));
      if (caches.has(key)) return 'exists';
      const createdAt = new Date(caches.size).toISOString();
      caches.set(key, { key, sizeBytes: bytes.length, createdAt, open: () => once(bytes) });
      return 'saved';
    },
    find: async (prefix) => [...caches.values()].findLast((cache) => cache.key.startsWith(prefix)),
    list: async () =>
      [...caches.values()]
        .toReversed()
        .map(({ key, sizeBytes, createdAt }) => ({ key, sizeBytes, createdAt })),
    async remove(key) {
      caches.delete(key);
    },
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
