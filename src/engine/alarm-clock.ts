import type { Clock } from '../ports/clock.ts';

/** Sleep that an alarm ends early. */
export interface AlarmClock {
  ring(): void;
  /** How often it has rung. */
  count(): number;
  /** Sleeps until it rings, or has rung since `seen`, or the time is over, or the signal aborts. */
  sleep(ms: number, seen: number, signal: AbortSignal): Promise<void>;
}

export function alarmClock(clock: Clock): AlarmClock {
  const sleeping = new Set<AbortController>();
  let rings = 0;
  return {
    ring() {
      rings += 1;
      for (const one of sleeping) one.abort();
    },
    count: () => rings,
    async sleep(ms, seen, signal) {
      if (rings !== seen || signal.aborted) return;
      const own = new AbortController();
      sleeping.add(own);
      const both = AbortSignal.any([signal, own.signal]);
      try {
        await clock.sleep(ms, both);
      } catch (error) {
        if (!both.aborted) throw error;
      } finally {
        sleeping.delete(own);
      }
    },
  };
}
