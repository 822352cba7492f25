import type { Recorded, RunEvent } from '../run/event.ts';

/** Keeps runs as their events. */
export interface EventStore {
  /** A new run with no events: takes the next number of the project, from 1, which no other run gets. */
  create(runId: string): Promise<{ readonly number: number }>;
  /**
   * Takes the next `count` job numbers of the project (`CIRCLE_BUILD_NUM`), which no other run gets; resolves with the
   * first of them. They count from 1 and rise.
   */
  takeJobNumbers(count: number): Promise<number>;
  /**
   * Appends in order, or rejects with `store/conflict` when `expectedSeq` is not the last seq (0 for none).
   * When it resolves, the events survive the death of this process; a run's beginning and end are on the disk then, the
   * end of a job is within a second, should the power fail. Never half-writes an event. `store/full` when there is no
   * room. Resolves with what was recorded.
   */
  append(runId: string, expectedSeq: number, events: readonly RunEvent[]): Promise<readonly Recorded[]>;
  /** Events with seq > `after`, ascending, then ends. A torn last line, left by a kill, is not there. Nothing for an unknown run. */
  read(runId: string, after: number): AsyncIterable<Recorded>;
  /** All runs, the newest first. */
  list(): Promise<readonly RunEntry[]>;
}

export interface RunEntry {
  readonly runId: string;
  readonly number: number;
}
