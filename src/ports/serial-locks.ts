import type { JobKey } from '../plan/plan.ts';
import type { LockStanding, LockTicket } from '../run/lock-queue.ts';

/**
 * The locks and serial groups of all runs of this user, in whatever repository: for each key a queue, first come, first
 * served (WFL-65, WFL-66, JOB-14). This one is seen from one project, whose pipelines its numbers count.
 */
export interface SerialLocks {
  /**
   * How a job stands in the queue of its key; it takes the last place there if it has none. Who stands first has the
   * lock. Runs that nobody will go on with lose their places and locks; one that is paused keeps its locks.
   */
  ask(ticket: LockTicket): Promise<LockStanding>;
  /** Gives up a job's place or lock. Nothing happens where it has none. */
  leave(runId: string, job: JobKey): Promise<void>;
  /** The jobs of a run that have a place or a lock. */
  jobsOf(runId: string): Promise<readonly JobKey[]>;
  /** Calls when a queue may have changed. No more than a hint: one may be missing, where the system has no more watches. */
  watch(onChange: () => void): { close(): void };
}
