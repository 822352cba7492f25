import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../run/event.ts';
import type { EventStore } from './event-store.ts';

const canceled = (by: string): RunEvent => ({ type: 'run.cancel-requested', v: 1, by });

/** What every event store must do. `make` gives a fresh, empty store; `again` opens the same one as another process would. */
export function describeEventStore(
  name: string,
  make: () => Promise<{ store: EventStore; again: () => Promise<EventStore> }>,
): void {
  describe(`event store: ${name}`, () => {
    const all = async (store: EventStore, runId: string, after = 0) =>
      Array.fromAsync(store.read(runId, after));

    it('numbers runs from 1 and lists the newest first', async () => {
      const { store, again } = await make();
      expect(await store.create('a')).toEqual({ number: 1 });
      expect(await (await again()).create('b')).toEqual({ number: 2 });
      expect(await store.list()).toEqual([
        { runId: 'b', number: 2 },
        { runId: 'a', number: 1 },
      ]);
    });

    it('gives each job number once, rising from 1', async () => {
      const { store, again } = await make();
      expect(await store.takeJobNumbers(1)).toBe(1);
      expect(await store.takeJobNumbers(3)).toBe(2);
      const other = await again();
      expect(await other.takeJobNumbers(2)).toBe(5);
      const firsts = await Promise.all(
        Array.from({ length: 10 }, async (_, i) => (i % 2 === 0 ? store : other).takeJobNumbers(2)),
      );
      expect(firsts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => 7 + 2 * i));
    });

    it('gives back what was appended, in order, from any seq', async () => {
      const { store, again } = await make();
      await store.create('a');
      const recorded = await store.append('a', 0, [canceled('1'), canceled('2')]);
      await store.append('a', 2, [canceled('3')]);
      expect(recorded.map((r) => r.seq)).toEqual([1, 2]);
      const read = await all(await again(), 'a');
      expect(read.map((r) => [r.seq, r.runId, r.event])).toEqual([
        [1, 'a', canceled('1')],
        [2, 'a', canceled('2')],
        [3, 'a', canceled('3')],
      ]);
      expect((await all(store, 'a', 2)).map((r) => r.seq)).toEqual([3]);
      expect(read[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    it('refuses an append that does not follow the last event', async () => {
      const { store } = await make();
      await store.create('a');
      await store.append('a', 0, [canceled('1')]);
      await expect(store.append('a', 0, [canceled('2')])).rejects.toMatchObject({ code: 'store/conflict' });
      expect(await all(store, 'a')).toHaveLength(1);
    });

    it('has nothing of an unknown run', async () => {
      const { store } = await make();
      expect(await all(store, 'nobody')).toEqual([]);
    });
  });
}
