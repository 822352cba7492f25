import type { RequirableStatus } from '../plan/plan.ts';
import type { JobSnapshot, JobStatus } from './event.ts';
import { jobOf, type JobTable } from './job-table.ts';
import { isFinal } from './state.ts';

/** WFL-37: all must hold. WFL-38: one that ended otherwise means never. */
export function requirementsOf(job: JobSnapshot, jobs: JobTable): 'go' | 'wait' | 'never' {
  let verdict: 'go' | 'wait' = 'go';
  for (const { job: key, statuses } of job.requires) {
    const phase = jobOf(jobs, key)?.phase ?? 'not_run';
    if (!isFinal(phase)) verdict = 'wait';
    else if (!statuses.includes(requirable(phase))) return 'never';
  }
  return verdict;
}

function requirable(status: JobStatus): RequirableStatus {
  return status === 'timedout' || status === 'infrastructure_fail' ? 'failed' : status;
}
