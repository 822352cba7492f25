import type { JobKey } from '../plan/plan.ts';
import type { LockHolder } from './event.ts';

/** A job's place in the queue of a lock. */
export interface LockTicket {
  readonly key: string;
  readonly runId: string;
  readonly job: JobKey;
  /** Of the pipeline, in its project. */
  readonly number: number;
  /** Whether newer pipelines of its project come before it (WFL-66). A rerun that a person asked for is meant as it is. */
  readonly yields: boolean;
}

/** A ticket, and its project as a name that two have in common only if their pipelines are counted together. */
export interface PlacedTicket extends LockTicket {
  readonly project: string;
}

export type LockStanding =
  | { readonly kind: 'held' }
  | { readonly kind: 'waits'; readonly holder: LockHolder }
  /** A newer pipeline of the project has had the lock already, or waits for it now: this job is not to run. */
  | { readonly kind: 'outrun'; readonly by: number };

/**
 * How a job stands in a queue of live tickets, its own among them. `newest`: the highest number of a pipeline of its
 * project that had the lock. A newer pipeline that waits counts when the job's own turn has come: "if a job from an older
 * pipeline tries to run while a newer pipeline's job is waiting or running, the older job is automatically skipped"
 * (CircleCI's guide to serial execution).
 */
export function standingIn(queue: readonly PlacedTicket[], own: PlacedTicket, newest: number): LockStanding {
  const [first] = queue;
  if (own.yields && newest > own.number) return { kind: 'outrun', by: newest };
  if (first !== undefined && !isSame(first, own)) {
    const { runId, number, job, project } = first;
    return { kind: 'waits', holder: { runId, number, job, project } };
  }
  const rivals = queue.filter((one) => one.project === own.project && one.number > own.number);
  const by = Math.max(0, ...rivals.map((one) => one.number));
  return own.yields && by > 0 ? { kind: 'outrun', by } : { kind: 'held' };
}

export function isSame(a: Pick<LockTicket, 'runId' | 'job'>, b: Pick<LockTicket, 'runId' | 'job'>): boolean {
  return a.runId === b.runId && a.job === b.job;
}
