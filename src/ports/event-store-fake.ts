import { OrreryError } from '../base/error.ts';
import type { Recorded } from '../run/event.ts';
import type { Clock } from './clock.ts';
import type { EventStore, RunEntry } from './event-store.ts';

/** Events in memory. */
export function memoryEventStore(clock: Pick<Clock, 'now'>): EventStore {
  const runs = new Map<string, Recorded[]>();
  const entries: RunEntry[] = [];
  let jobs = 0;
  return {
    async create(runId) {
      const number = entries.length + 1;
      entries.unshift({ runId, number });
      return { number };
    },
    async takeJobNumbers(count) {
      jobs += count;
      return jobs - count + 1;
    },
    async append(runId, expectedSeq, events) {
      const log = runs.get(runId) ?? [];
      if (log.length !== expectedSeq)
        throw new OrreryError('store/conflict', `run ${runId} has gone on meanwhile`, {
          fault: 'environment',
        });
      const at = clock.now().toISOString();
      const recorded = events.map((event, i): Recorded => ({ seq: expectedSeq + 1 + i, at, runId, event }));
      log.push(...recorded);
      runs.set(runId, log);
      return recorded;
    },
    async *read(runId, after) {
      yield* (runs.get(runId) ?? []).slice(after);
    },
    list: async () => [...entries],
  };
}
