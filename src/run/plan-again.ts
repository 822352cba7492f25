import { type JobKey, jobKey } from '../plan/plan.ts';
import { attemptId, attemptOf, workflowOf } from './attempts.ts';
import type { JobSnapshot, PlanSnapshot } from './event.ts';
import { jobsOf, type JobTable } from './job-table.ts';
import { requirementsOf } from './requirements.ts';
import { isFinal, type JobState } from './state.ts';

/** A workflow's newest attempt, as it stands. */
export interface Attempt {
  readonly id: string;
  readonly workflow: string;
  readonly attempt: number;
  readonly jobs: readonly JobState[];
}

/** The newest attempt of each workflow, in the order planned. */
export function newestAttemptsOf(table: JobTable): readonly Attempt[] {
  const jobs = jobsOf(table);
  const newest = new Map(jobs.map((job) => [workflowOf(job.workflow), job.workflow]));
  return [...newest].map(([workflow, id]) => ({
    id,
    workflow,
    attempt: attemptOf(id),
    jobs: jobs.filter((job) => job.workflow === id),
  }));
}

/** What a rerun from failed runs: all that did not succeed, and what is below it (WFL-86). */
export function failedAndBelow({ jobs }: Attempt): ReadonlySet<JobKey> {
  return withBelow(
    jobs,
    jobs.filter((job) => job.phase !== 'success').map((job) => job.key),
  );
}

/** The jobs, and all that requires one of them, directly or not. */
export function withBelow(jobs: readonly JobState[], first: readonly JobKey[]): ReadonlySet<JobKey> {
  const below = new Map<JobKey, JobKey[]>();
  for (const job of jobs)
    for (const { job: required } of job.requires)
      below.set(required, [...(below.get(required) ?? []), job.key]);
  const all = new Set(first);
  for (const key of all) for (const next of below.get(key) ?? []) all.add(next);
  return all;
}

/** The next attempt: the jobs of `again` run, with the whole groups that hold a lock; the others are kept as they ended. */
export function planAgain(previous: Attempt, chosen: ReadonlySet<JobKey>): PlanSnapshot {
  const again = withWholeGroups(previous.jobs, chosen);
  const attempt = previous.attempt + 1;
  const id = attemptId(previous.workflow, attempt);
  const moved = (key: JobKey): JobKey => jobKey(id + key.slice(previous.id.length));
  const jobs = previous.jobs.map((job): JobSnapshot => {
    const { key, name, kind, serialGroup, lockKey, phase, kept } = job;
    const requires = job.requires.map(({ job: required, statuses }) => ({ job: moved(required), statuses }));
    return {
      key: moved(key),
      name,
      kind,
      requires,
      ...(serialGroup !== undefined && { serialGroup }),
      ...(lockKey !== undefined && { lockKey }),
      ...(!again.has(key) && isFinal(phase) && { kept: { from: kept?.from ?? key, status: phase } }),
    };
  });
  return { id, workflow: previous.workflow, attempt, jobs };
}

/**
 * What runs between a `lock` and its `unlock` runs again only under the lock, so that "rerunning any job in a serial
 * group reruns the entire group" (CircleCI's changelog on job groups).
 */
function withWholeGroups(jobs: readonly JobState[], chosen: ReadonlySet<JobKey>): ReadonlySet<JobKey> {
  let again = chosen;
  for (const lock of jobs) {
    if (lock.kind !== 'lock' || again.has(lock.key)) continue;
    const unlocks = jobs.filter((job) => job.kind === 'unlock' && job.lockKey === lock.lockKey);
    const below = withBelow(jobs, [lock.key]);
    const after = withBelow(
      jobs,
      unlocks.filter((job) => below.has(job.key)).map((job) => job.key),
    );
    const isTouched = [...below].some((key) => again.has(key) && !after.has(key));
    if (isTouched) again = withBelow(jobs, [...again, lock.key]);
  }
  return again;
}

/** A requirement of one of `again` that a job which is kept does not meet: it would not run. */
export function unmet(
  jobs: JobTable,
  attempt: Attempt,
  again: ReadonlySet<JobKey>,
): { readonly job: JobState; readonly requires: JobState } | undefined {
  for (const job of attempt.jobs) {
    if (!again.has(job.key)) continue;
    const kept = { ...job, requires: job.requires.filter((required) => !again.has(required.job)) };
    for (const requirement of kept.requires)
      if (requirementsOf({ ...kept, requires: [requirement] }, jobs) === 'never') {
        const requires = attempt.jobs.find((other) => other.key === requirement.job);
        if (requires !== undefined) return { job, requires };
      }
  }
  return undefined;
}
