import { describe, expect, it } from 'vitest';
import type { CacheStore } from './cache-store.ts';
import { type FakeClock, fakeClock } from './clock-fake.ts';

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function* breaking(): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode('half');
  throw new Error('the source broke');
}

const dayMs = 86_400_000;

/**
 * What every cache store must do. `make` gives a fresh, empty store that goes by the clock; `again` opens the same one
 * as another process would.
 */
export function describeCacheStore(
  name: string,
  makeWith: (clock: FakeClock) => Promise<{ store: CacheStore; again: () => Promise<CacheStore> }>,
): void {
  // The clock stands still: the order of saving must come out all the same.
  const make = async () => makeWith(fakeClock(Date.UTC(2026, 0, 2)));
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

    it('keeps a cache for its days, and no longer (RUN-06, JOB-06)', async () => {
      const clock = fakeClock(Date.UTC(2026, 0, 2));
      const { store, again } = await makeWith(clock);
      await store.save('usual', chunks('1'));
      await store.save('long', chunks('2'), 30);
      await store.save('short', chunks('3'), 3);
      const at = async (days: number): Promise<readonly string[]> => {
        await clock.advance(Date.UTC(2026, 0, 2) + days * dayMs - clock.now().getTime());
        const keys = (await store.list()).map((entry) => entry.key);
        for (const key of ['usual', 'long', 'short']) {
          expect(await store.has(key)).toBe(keys.includes(key));
          expect((await store.find(key)) !== undefined).toBe(keys.includes(key));
        }
        return keys;
      };
      expect((await store.list()).map((entry) => entry.expiresAt.slice(0, 10))).toEqual([
        '2026-01-05',
        '2026-02-01',
        '2026-01-17',
      ]);
      expect(await at(2.9)).toEqual(['short', 'long', 'usual']);
      expect(await at(3)).toEqual(['long', 'usual']);
      expect(await store.save('short', chunks('anew'), 20)).toBe('saved');
      expect(await at(15)).toEqual(['short', 'long']);
      await store.removeExpired();
      expect((await (await again()).list()).map((entry) => entry.key)).toEqual(['short', 'long']);
      expect(await text(store, 'short')).toBe('anew');
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
