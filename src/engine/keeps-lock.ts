import type { JobKey } from '../plan/plan.ts';
import { abandon } from '../run/abandon.ts';
import { apply } from '../run/apply.ts';
import { jobOf } from '../run/job-table.ts';
import { holdsLock } from '../run/locks.ts';
import { initialState } from '../run/state.ts';
import type { EnginePorts } from './engine-ports.ts';

/**
 * Whether a run still has the lock, or the place in its queue, that it took for a job: while a process works on it, and
 * while it is paused with the lock in hand. A run that is over, was left behind by its process, or is gone has none.
 */
export async function keepsLock(
  ports: Pick<EnginePorts, 'events' | 'claims'>,
  runId: string,
  key: JobKey,
): Promise<boolean> {
  if (await ports.claims.isHeld(runId)) return true;
  const events = await Array.fromAsync(ports.events.read(runId, 0));
  const before = events.reduce((state, { event }) => apply(state, event), initialState);
  const state = abandon(before, 'orrery').reduce(apply, before);
  const job = jobOf(state.jobs, key);
  return job !== undefined && state.finished === undefined && holdsLock(state, job);
}
