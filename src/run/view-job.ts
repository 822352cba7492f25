import type { JobKey } from '../plan/plan.ts';
import type { JobSnapshot, PlanSnapshot, RunEvent } from './event.ts';
import { endLost } from './view-execution.ts';
import type { JobView, WorkflowView } from './view.ts';
import { waitReason } from './wait-reason.ts';

/** A kept job stands in the new attempt as it ended in the earlier one. */
export function viewOfPlan(
  plan: PlanSnapshot,
  earlier: (key: JobKey) => JobView | undefined,
): Omit<WorkflowView, 'status'> {
  const jobs = plan.jobs.map((job): JobView => {
    const kept = job.kept && earlier(job.kept.from);
    const view = kept ?? freshJob(job, plan.attempt);
    return { ...view, key: job.key, name: job.name, type: job.kind, status: job.kept?.status ?? 'blocked' };
  });
  const { id, workflow: name, attempt, automatic } = plan;
  return { id, name, attempt, automatic, jobs };
}

function freshJob(job: JobSnapshot, attempt: number): JobView {
  return {
    key: job.key,
    name: job.name,
    type: job.kind,
    status: 'blocked',
    reason: undefined,
    lockedBy: undefined,
    from: job.kept?.from ?? job.key,
    attempt,
    number: undefined,
    startedAt: undefined,
    stoppedAt: undefined,
    steps: [],
    executions: [],
    artifacts: [],
    tests: [],
    workspace: [],
  };
}

type Event<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

export function startJob(job: JobView, event: Event<'job.started'>, at: string): JobView {
  const { number, steps } = event;
  return { ...job, ...unlocked, status: 'running', number, startedAt: at, steps };
}

export function waitForLock(job: JobView, event: Event<'lock.awaited'>, runId: string): JobView {
  return { ...job, reason: waitReason(job, event.key, event.holder, runId), lockedBy: event.holder };
}

/** What a job has that waits for no lock. */
export const unlocked: Pick<JobView, 'reason' | 'lockedBy'> = { reason: undefined, lockedBy: undefined };

/** A job that never started has times only if it did what it is there for: a no-op that let the others pass. */
export function endJob(job: JobView, event: Event<'job.finished'>, at: string): JobView {
  const hasRun = job.startedAt !== undefined || event.status === 'success';
  return {
    ...job,
    status: event.status,
    reason: event.reason,
    lockedBy: undefined,
    startedAt: hasRun ? (job.startedAt ?? at) : undefined,
    stoppedAt: hasRun ? at : undefined,
    executions: job.executions.map((execution) => endLost(execution, event.status, at)),
  };
}
