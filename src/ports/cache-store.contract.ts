import { describe, expect, it } from 'vitest';
import type { CacheStore } from './cache-store.ts';

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function* breaking(): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode('half');
  throw new Error('the source broke');
}

/** What every cache store must do. `make` gives a fresh, empty store; `again` opens the same one as another process would. */
export function describeCacheStore(
  name: string,
  make: () => Promise<{ store: CacheStore; again: () => Promise<CacheStore> }>,
): void {
  const text = async (store: CacheStore, prefix: string): Promise<string | undefined> => {
    const found = await store.find(prefix);
    return found && Buffer.concat(await Array.fromAsync(found.open())).toString();
  };

  describe(`cache store: ${name}`, () => {
    it('finds what was saved, by its key or the beginning of it', async () => {
      const { store, again } = await make();
      expect(await store.save('deps-v1-abc', chunks('con', 'tent'))).toBe('saved');
      for (const open of [store, await again()]) {
        for (const prefix of ['deps-v1-abc', 'deps-v1-', 'd', ''])
          expect(await text(open, prefix)).toBe('content');
        expect(await open.has('deps-v1-abc')).toBe(true);
      }
    });

    it('misses', async () => {
      const { store } = await make();
      await store.save('deps-v1-abc', chunks('content'));
      for (const prefix of ['deps-v1-abcd', 'deps-v2', 'eps'])
        expect(await store.find(prefix)).toBeUndefined();
      expect(await store.has('deps-v1-')).toBe(false);
    });

    it('takes the newest of those that match, even over an exact match (RUN-03)', async () => {
      const { store, again } = await make();
      await store.save('pick-v1', chunks('oldest'));
      await store.save('pick-v1-z', chunks('middle'));
      await store.save('pick-v1-a', chunks('newest'));
      for (const open of [store, await again()]) {
        expect(await text(open, 'pick-v1')).toBe('newest');
        expect(await text(open, 'pick-v1-z')).toBe('middle');
        expect((await open.find('pick-'))?.key).toBe('pick-v1-a');
      }
    });

    it('never changes a cache: the first writer wins (RUN-02)', async () => {
      const { store } = await make();
      expect(await store.save('key', chunks('one'))).toBe('saved');
      expect(await store.save('key', chunks('two'))).toBe('exists');
      expect(await text(store, 'key')).toBe('one');
    });

    it('lets one of two writers at the same time win, whole', async () => {
      const { store } = await make();
      const outcomes = await Promise.all([
        store.save('key', chunks('a', 'a')),
        store.save('key', chunks('b', 'b')),
      ]);
      expect(outcomes.toSorted()).toEqual(['exists', 'saved']);
      expect(['aa', 'bb']).toContain(await text(store, 'key'));
    });

    it('stores nothing of a body that breaks, and another may save then', async () => {
      const { store } = await make();
      await expect(store.save('key', breaking())).rejects.toThrow('the source broke');
      expect(await store.has('key')).toBe(false);
      expect(await store.find('k')).toBeUndefined();
      expect(await store.list()).toEqual([]);
      expect(await store.save('key', chunks('whole'))).toBe('saved');
    });

    it('lists the newest first, with size and time', async () => {
      const { store } = await make();
      await store.save('a', chunks('12345'));
      await store.save('b', chunks('1'));
      const list = await store.list();
      expect(list.map((entry) => entry.key)).toEqual(['b', 'a']);
      for (const entry of list) {
        expect(entry.sizeBytes).toBeGreaterThan(0);
        expect(entry.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
      }
    });

    it('removes, also what is not there; the key may be used again', async () => {
      const { store } = await make();
      await store.save('key', chunks('one'));
      await store.remove('key');
      await store.remove('key');
      expect(await store.find('key')).toBeUndefined();
      expect(await store.save('key', chunks('two'))).toBe('saved');
      expect(await text(store, 'key')).toBe('two');
    });

    it('takes keys of any characters, up to 900 of them (RUN-02)', async () => {
      const { store } = await make();
      const keys = [
        'feature/login v1',
        '../up',
        'ž#%2F?*',
        'Case',
        'case',
        'a/b',
        'a',
        '.',
        'sum+/=',
        'x'.repeat(900),
      ];
      for (const key of keys) expect(await store.save(key, chunks(key))).toBe('saved');
      for (const key of keys) expect(await store.has(key)).toBe(true);
      expect((await store.list()).map((entry) => entry.key)).toEqual(keys.toReversed());
      expect(await text(store, 'feature/lo')).toBe('feature/login v1');
      expect(await text(store, 'xxx')).toBe('x'.repeat(900));
    });
  });
}
