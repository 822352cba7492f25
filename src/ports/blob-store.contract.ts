import { describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store.ts';

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function* breaking(): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode('half');
  throw new Error('the source broke');
}

/** What every blob store must do. `make` gives a fresh, empty store; `again` opens the same one as another process would. */
export function describeBlobStore(
  name: string,
  make: () => Promise<{ store: BlobStore; again: () => Promise<BlobStore> }>,
): void {
  const text = async (store: BlobStore, key: string): Promise<string | undefined> => {
    const body = await store.get(key);
    return body && Buffer.concat(await Array.fromAsync(body)).toString();
  };

  describe(`blob store: ${name}`, () => {
    it('gives back what was put, with its size and SHA-256', async () => {
      const { store, again } = await make();
      expect(await store.put('runs/a/file.txt', chunks('abc', '', 'def'))).toEqual({
        sizeBytes: 6,
        sha256: 'bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721',
      });
      for (const open of [store, await again()]) expect(await text(open, 'runs/a/file.txt')).toBe('abcdef');
    });

    it('gives back what it may pack, and replaces it either way', async () => {
      const { store, again } = await make();
      const body = 'layer '.repeat(10_000);
      const stored = await store.put('layer', chunks(body), 'packed');
      expect(stored.sizeBytes).toBe(60_000);
      expect(await text(await again(), 'layer')).toBe(body);
      expect(await Array.fromAsync(store.list('l'))).toEqual(['layer']);
      expect((await store.put('layer', chunks(body))).sha256).toBe(stored.sha256);
      expect(await text(store, 'layer')).toBe(body);
      await store.put('layer', chunks('new'), 'packed');
      expect(await text(store, 'layer')).toBe('new');
      expect(await Array.fromAsync(store.list(''))).toEqual(['layer']);
      await store.delete('layer');
      expect(await store.get('layer')).toBeUndefined();
    });

    it('keeps an empty blob', async () => {
      const { store } = await make();
      expect(await store.put('empty', chunks())).toEqual({
        sizeBytes: 0,
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      });
      expect(await text(store, 'empty')).toBe('');
    });

    it('has nothing under an unknown key', async () => {
      const { store } = await make();
      await store.put('a/b', chunks('x'));
      for (const key of ['nothing', 'a', 'a/b/c']) expect(await store.get(key)).toBeUndefined();
    });

    it('replaces an existing key', async () => {
      const { store } = await make();
      await store.put('key', chunks('old and longer'));
      await store.put('key', chunks('new'));
      expect(await text(store, 'key')).toBe('new');
    });

    it('stores nothing of a body that breaks, and keeps what was there', async () => {
      const { store } = await make();
      await store.put('there', chunks('old'));
      await expect(store.put('there', breaking())).rejects.toThrow('the source broke');
      await expect(store.put('fresh', breaking())).rejects.toThrow('the source broke');
      expect(await text(store, 'there')).toBe('old');
      expect(await store.get('fresh')).toBeUndefined();
      expect(await Array.fromAsync(store.list(''))).toEqual(['there']);
    });

    it('lists the keys that begin with a prefix', async () => {
      const { store } = await make();
      const keys = ['runs/a/1', 'runs/a/2/x', 'runs/ab', 'other', 'runs/a/A._#@=+-z'];
      for (const key of keys) await store.put(key, chunks(key));
      expect((await Array.fromAsync(store.list(''))).toSorted()).toEqual(keys.toSorted());
      expect((await Array.fromAsync(store.list('runs/a/'))).toSorted()).toEqual([
        'runs/a/1',
        'runs/a/2/x',
        'runs/a/A._#@=+-z',
      ]);
      expect((await Array.fromAsync(store.list('runs/a'))).toSorted()).toContain('runs/ab');
      expect(await Array.fromAsync(store.list('none'))).toEqual([]);
      for (const key of keys) expect(await text(store, key)).toBe(key);
    });

    it('deletes, also what is not there', async () => {
      const { store } = await make();
      await store.put('a/b', chunks('x'));
      await store.delete('a/b');
      await store.delete('a/b');
      expect(await store.get('a/b')).toBeUndefined();
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
    });

    it('takes puts side by side', async () => {
      const { store } = await make();
      const keys = Array.from({ length: 20 }, (_, i) => `many/${i}`);
      await Promise.all(keys.map(async (key) => store.put(key, chunks(key, key))));
      for (const key of keys) expect(await text(store, key)).toBe(key + key);
    });
  });
}
