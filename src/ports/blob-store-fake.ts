import type { BlobStore } from './blob-store.ts';

/** Blobs in memory. */
export function memoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    async put(key, body) {
      const bytes = Uint8Array.from(Buffer.concat(await Array.fromAsync(body)));
      const hash = await crypto.subtle.digest('SHA-256', bytes);
      blobs.set(key, bytes);
      return { sizeBytes: bytes.length, sha256: Buffer.from(hash).toString('hex') };
    },
    async get(key) {
      const bytes = blobs.get(key);
      return bytes && once(bytes);
    },
    async *list(prefix) {
      yield* [...blobs.keys()].filter((key) => key.startsWith(prefix));
    },
    async delete(key) {
      blobs.delete(key);
    },
    location: () => undefined,
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
