import type { Clock } from './clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass: those who sleep wake in the order of their times, each with a turn of the event loop. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  sleepers(): number;
}

/** Time that passes only when a test says so. */
export function fakeClock(startMs = 0): FakeClock {
  let nowMs = startMs;
  const sleeping = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
  return {
    now: () => new Date(nowMs),
    sleepers: () => sleeping.size,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { untilMs: nowMs + ms, wake: resolve };
      const abort = (): void => reject(signal.reason);
      sleeping.add(sleeper);
      signal.addEventListener('abort', abort);
      try {
        await promise;
      } finally {
        sleeping.delete(sleeper);
        signal.removeEventListener('abort', abort);
      }
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        await turn();
        const [next] = [...sleeping].toSorted((a, b) => a.untilMs - b.untilMs);
        if (next === undefined || next.untilMs > endMs) break;
        nowMs = next.untilMs;
        sleeping.delete(next);
        next.wake();
      }
      nowMs = endMs;
    },
  };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
