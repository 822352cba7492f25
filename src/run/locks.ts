import type { JobKey } from '../plan/plan.ts';
import { jobOf, jobsOf } from './job-table.ts';
import { isFinal, type JobState, type RunState } from './state.ts';

/** What a job takes before it starts: its serial group (WFL-65), or of a `lock` job its key (JOB-14). One key space. */
export function lockKeyOf(job: Pick<JobState, 'kind' | 'serialGroup' | 'lockKey'>): string | undefined {
  return job.kind === 'lock' ? job.lockKey : job.serialGroup;
}

/** Whether a queued job has to take a lock before it starts. One that stands below a lock of its own key has it already. */
export function mustTakeLock(state: RunState, job: JobState): boolean {
  const key = lockKeyOf(job);
  if (key === undefined || job.hasLock === true) return false;
  return !jobsOf(state.jobs).some(
    (lock) =>
      lock.kind === 'lock' && lock.lockKey === key && holdsLock(state, lock) && isBelow(state, lock, job),
  );
}

/**
 * Whether a job has its lock. A job of a serial group has it until it ends. A `lock` job has it until the first `unlock`
 * of the key below it has ended, or its whole workflow. One that a rerun has kept took none.
 */
export function holdsLock(state: RunState, job: JobState): boolean {
  if (lockKeyOf(job) === undefined || job.kept !== undefined) return false;
  if (job.phase === 'queued') return job.hasLock === true;
  if (job.phase === 'running') return job.kind === 'lock' || job.hasLock === true;
  return job.kind === 'lock' && job.phase === 'success' && !isReleased(state, job);
}

/** Whether a job of this run, as far as its events tell, has the lock of that key. */
export function isHeldWithin(state: RunState, key: string): boolean {
  return jobsOf(state.jobs).some((job) => lockKeyOf(job) === key && holdsLock(state, job));
}

function isReleased(state: RunState, lock: JobState): boolean {
  for (const key of belowOf(state, lock)) {
    const job = jobOf(state.jobs, key);
    if (job?.kind === 'unlock' && job.lockKey === lock.lockKey && isFinal(job.phase)) return true;
  }
  return jobsOf(state.jobs).every((job) => job.workflow !== lock.workflow || isFinal(job.phase));
}

function isBelow(state: RunState, above: JobState, job: JobState): boolean {
  return above.workflow === job.workflow && above.key !== job.key && belowOf(state, above).has(job.key);
}

/** A job and all that requires it, directly or not. */
function belowOf(state: RunState, job: JobState): ReadonlySet<JobKey> {
  const below = new Set<JobKey>([job.key]);
  for (const key of below) for (const next of state.dependents.get(key) ?? []) below.add(next);
  return below;
}
