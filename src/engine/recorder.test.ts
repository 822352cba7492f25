import { describe, expect, it } from 'vitest';
import { memoryEventStore } from '../ports/event-store-fake.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { RunEvent } from '../run/event.ts';
import { createRecorder } from './recorder.ts';

const event = (by: string): RunEvent => ({ type: 'run.cancel-requested', v: 1, by });
const names = (events: readonly RunEvent[]) =>
  events.map((e) => (e.type === 'run.cancel-requested' ? e.by : e.type));

function watched(): { store: EventStore; writes: string[][] } {
  const store = memoryEventStore({ now: () => new Date(0) });
  const writes: string[][] = [];
  return {
    writes,
    store: {
      ...store,
      async append(runId, seq, events) {
        writes.push(names(events));
        return store.append(runId, seq, events);
      },
    },
  };
}

describe('the recorder', () => {
  it('writes what comes in one turn at once, and tells of each event when it is stored', async () => {
    const { store, writes } = watched();
    const told: string[] = [];
    const recorder = createRecorder(
      store,
      'r',
      0,
      (r) => told.push(`${r.seq}${names([r.event])[0]}`),
      () => {},
    );
    recorder.record(event('a'));
    recorder.record(event('b'), event('c'));
    expect(told).toEqual([]);
    await recorder.flushed();
    recorder.record(event('d'));
    await recorder.flushed();
    expect(writes).toEqual([['a', 'b', 'c'], ['d']]);
    expect(told).toEqual(['1a', '2b', '3c', '4d']);
  });

  it('takes events from whoever is told of one', async () => {
    const { store, writes } = watched();
    const recorder = createRecorder(
      store,
      'r',
      0,
      (r) => {
        if (r.seq === 1) recorder.record(event('b'));
      },
      () => {},
    );
    recorder.record(event('a'));
    await recorder.flushed();
    expect(writes).toEqual([['a'], ['b']]);
  });

  it('tells the trouble of the store, and takes nothing more', async () => {
    const { store, writes } = watched();
    const troubles: unknown[] = [];
    const failing = { ...store, append: async () => Promise.reject(new Error('full')) };
    const recorder = createRecorder(
      failing,
      'r',
      0,
      () => {},
      (error) => troubles.push(error),
    );
    recorder.record(event('a'));
    await expect(recorder.flushed()).rejects.toThrow('full');
    recorder.record(event('b'));
    await expect(recorder.flushed()).rejects.toThrow('full');
    expect(troubles).toHaveLength(1);
    expect(writes).toEqual([]);
  });

  it('takes nothing after it is closed', async () => {
    const { store, writes } = watched();
    const recorder = createRecorder(
      store,
      'r',
      0,
      () => {},
      () => {},
    );
    recorder.close();
    recorder.record(event('a'));
    await recorder.flushed();
    expect(writes).toEqual([]);
  });
});
