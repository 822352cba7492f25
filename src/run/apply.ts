import type { JobKey } from '../plan/plan.ts';
import type { PlanSnapshot, RunEvent } from './event.ts';
import type { JobState, RunState } from './state.ts';

/** The fold: what a run is after one more event. Pure; events that say nothing to the scheduler return the state itself. */
export function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'workflow.planned':
      return planned(state, event.plan);
    case 'job.queued':
      return {
        ...update(state, event.job, { phase: 'queued', queuedAs: state.queued + 1 }),
        queued: state.queued + 1,
      };
    case 'job.held':
      return update(state, event.job, { phase: 'on_hold' });
    case 'approval.granted':
      return update(state, event.job, { phase: 'success' });
    case 'job.started':
      return update(state, event.job, { phase: 'running' });
    case 'job.finished':
      return update(state, event.job, { phase: event.status });
    case 'run.cancel-requested':
      return { ...state, canceling: true };
    case 'run.finished':
      return { ...state, finished: event.status };
    default:
      return state;
  }
}

/** A plan reopens a finished or canceled run: reruns belong to the run they repeat (WFL-86). */
function planned(state: RunState, plan: PlanSnapshot): RunState {
  const jobs = new Map(state.jobs);
  for (const job of plan.jobs)
    jobs.set(job.key, { ...job, workflow: plan.id, phase: job.kept?.status ?? 'blocked' });
  return { ...state, jobs, canceling: false, finished: undefined };
}

function update(state: RunState, key: JobKey, change: Partial<JobState>): RunState {
  const job = state.jobs.get(key);
  if (job === undefined) return state;
  return { ...state, jobs: new Map(state.jobs).set(key, { ...job, ...change }) };
}
