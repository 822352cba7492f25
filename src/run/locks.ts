import type { JobKey } from '../plan/plan.ts';
import { jobOf, jobsOf } from './job-table.ts';
import { isFinal, type JobState, type RunState } from './state.ts';

/**
 * JOB-14: whether somebody has the lock that a `lock` job waits for. It is held from the start of another `lock` job of
 * that key to the end of the first `unlock` of the key below that one, or of its whole workflow.
 */
export function isLocked(state: RunState, waiting: JobState): boolean {
  return jobsOf(state.jobs).some(
    (job) =>
      job.kind === 'lock' &&
      job.lockKey === waiting.lockKey &&
      job.key !== waiting.key &&
      (job.phase === 'running' || job.phase === 'success') &&
      !isReleased(state, job),
  );
}

function isReleased(state: RunState, lock: JobState): boolean {
  const below = new Set<JobKey>([lock.key]);
  for (const key of below) {
    const job = jobOf(state.jobs, key);
    if (job?.kind === 'unlock' && job.lockKey === lock.lockKey && isFinal(job.phase)) return true;
    for (const next of state.dependents.get(key) ?? []) below.add(next);
  }
  return jobsOf(state.jobs).every((job) => job.workflow !== lock.workflow || isFinal(job.phase));
}
