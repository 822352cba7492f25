import type { JobKey } from '../plan/plan.ts';
import { workflowOf } from './attempts.ts';
import type { PlanSnapshot, RunEvent } from './event.ts';
import { jobOf, jobsOf, type JobTable, withJob, withJobs } from './job-table.ts';
import { requirementsOf } from './requirements.ts';
import { isFinal, type JobPhase, type JobState, type RunState } from './state.ts';

/** The fold: what a run is after one more event. Pure; events that say nothing to the scheduler return the state itself. */
export function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'workflow.planned':
      return planned(state, event.plan);
    case 'pipeline.continued':
      return continued(state, 'accepted');
    case 'continuation.failed':
      return continued(state, 'failed');
    case 'job.queued':
      return enter(state, event.job, 'queued');
    case 'job.held':
      return enter(state, event.job, 'on_hold');
    case 'lock.taken':
      return withLock(state, event.job);
    case 'approval.granted':
      return enter(state, event.job, 'success');
    case 'job.started':
      return enter(state, event.job, 'running');
    case 'job.finished':
      return enter(state, event.job, event.status);
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
  const added = plan.jobs.map((job): JobState => {
    return { ...job, workflow: plan.id, phase: job.kept?.status ?? 'blocked' };
  });
  const jobs = withJobs(state.jobs, added);
  const dependents = new Map(state.dependents);
  for (const job of added)
    for (const { job: required } of job.requires)
      dependents.set(required, [...(dependents.get(required) ?? []), job.key]);
  const open = added.filter((job) => job.phase === 'blocked');
  const decided = open.filter((job) => requirementsOf(job, jobs) !== 'wait').map((job) => job.key);
  return {
    ...state,
    jobs,
    dependents,
    decided: [...state.decided, ...decided],
    unfinished: state.unfinished + open.length,
    canceling: false,
    finished: undefined,
  };
}

function continued(state: RunState, status: 'accepted' | 'failed'): RunState {
  const setup = new Set(jobsOf(state.jobs).map((job) => workflowOf(job.workflow)));
  return { ...state, continuation: { status, setup } };
}

/** Moves a job into a phase, and from list to list with it. */
function enter(state: RunState, key: JobKey, phase: JobPhase): RunState {
  const job = jobOf(state.jobs, key);
  if (job === undefined) return state;
  const jobs = withJob(state.jobs, { ...job, phase });
  const ends = isFinal(phase) && !isFinal(job.phase);
  return {
    ...state,
    jobs,
    decided: [...without(state.decided, key), ...(ends ? nowDecided(state, key, jobs) : [])],
    queue: moved(state.queue, key, phase === 'queued'),
    held: moved(state.held, key, phase === 'on_hold'),
    running: moved(state.running, key, phase === 'running'),
    unfinished: state.unfinished - (ends ? 1 : 0),
  };
}

function withLock(state: RunState, key: JobKey): RunState {
  const job = jobOf(state.jobs, key);
  return job === undefined ? state : { ...state, jobs: withJob(state.jobs, { ...job, hasLock: true }) };
}

/** The blocked jobs below one that has just ended for which that was the last word. */
function nowDecided(state: RunState, ended: JobKey, jobs: JobTable): readonly JobKey[] {
  return (state.dependents.get(ended) ?? []).filter((key) => {
    const job = jobOf(jobs, key);
    return job?.phase === 'blocked' && !state.decided.includes(key) && requirementsOf(job, jobs) !== 'wait';
  });
}

function without(list: readonly JobKey[], key: JobKey): readonly JobKey[] {
  return list.includes(key) ? list.filter((other) => other !== key) : list;
}

function moved(list: readonly JobKey[], key: JobKey, isIn: boolean): readonly JobKey[] {
  const rest = without(list, key);
  return isIn ? [...rest, key] : rest;
}
