import type { JobKey } from '../plan/plan.ts';
import { workflowOf } from './attempts.ts';
import type { JobStatus, RunEvent, RunStatus } from './event.ts';
import { jobOf, jobsOf } from './job-table.ts';
import { mustTakeLock } from './locks.ts';
import { requirementsOf } from './requirements.ts';
import type { JobPhase, JobState, RunState } from './state.ts';

export type Command =
  | { readonly do: 'append'; readonly event: RunEvent }
  /** The job waits in the queue of its serial group or lock; `lock.taken` is to be appended when its turn has come. */
  | { readonly do: 'take-lock'; readonly job: JobKey }
  | { readonly do: 'start-job'; readonly job: JobKey }
  | { readonly do: 'stop-job'; readonly job: JobKey };

export interface Limits {
  /** Jobs that may run at the same time, 1 or more. */
  readonly concurrency: number;
}

/**
 * What is to be done now. Pure, asked after *every* event, so a ready job never waits for an unrelated slow one.
 * `append` commands come first; the caller applies them and asks again before it starts anything. Asking twice
 * without a new event gives the same commands: the caller leaves out jobs that it is starting or stopping already.
 */
export function decide(state: RunState, limits: Limits): readonly Command[] {
  if (state.finished !== undefined) return [];
  const appends = state.canceling ? cancelations(state) : transitions(state);
  if (appends.length > 0) return appends;
  if (state.unfinished === 0) return [append({ type: 'run.finished', v: 1, status: ending(state) })];
  if (state.canceling) return state.running.map((job) => ({ do: 'stop-job', job }));
  return starts(state, limits);
}

/** Blocked jobs whose requirements are decided. */
function transitions(state: RunState): Command[] {
  return state.decided.flatMap((key) => {
    const job = jobOf(state.jobs, key);
    if (job === undefined) return [];
    return append(requirementsOf(job, state.jobs) === 'never' ? finished(job, 'not_run') : released(job));
  });
}

function released(job: JobState): RunEvent {
  if (job.kind === 'approval') return { type: 'job.held', v: 1, job: job.key };
  if (job.kind === 'no-op') return finished(job, 'success');
  return { type: 'job.queued', v: 1, job: job.key };
}

function cancelations(state: RunState): Command[] {
  if (state.unfinished === state.running.length) return [];
  return jobsOf(state.jobs).flatMap((job) => {
    if (job.phase === 'blocked') return append(finished(job, 'not_run'));
    const waits = job.phase === 'queued' || job.phase === 'on_hold';
    return waits ? append(finished(job, 'canceled')) : [];
  });
}

/**
 * First come, first served. A job that needs a serial group or a lock queues up for it at once, whatever the limit: it
 * waits there for other runs as well, and takes no place of a job that could run.
 */
function starts(state: RunState, limits: Limits): Command[] {
  let free = limits.concurrency - state.running.length;
  const out: Command[] = [];
  for (const key of state.queue) {
    const job = jobOf(state.jobs, key);
    if (job === undefined) continue;
    if (mustTakeLock(state, job)) out.push({ do: 'take-lock', job: key });
    else if (free > 0) {
      out.push({ do: 'start-job', job: key });
      free -= 1;
    }
  }
  return out;
}

/** How the run ends: by the jobs of the newest attempt of each workflow, and failed if its continuation has errors. */
function ending(state: RunState): RunStatus {
  if (state.continuation?.status === 'failed') return 'failed';
  const jobs = jobsOf(state.jobs);
  const last = new Map(jobs.map((job) => [workflowOf(job.workflow), job.workflow]));
  const newest = new Set(last.values());
  return endStatus(jobs.filter((job) => newest.has(job.workflow)).map((job) => job.phase));
}

/** The order of cli.md: failed before canceled before success. */
export function endStatus(phases: readonly JobPhase[]): RunStatus {
  if (phases.some(isFailure)) return 'failed';
  return phases.includes('canceled') ? 'canceled' : 'success';
}

function isFailure(phase: JobPhase): boolean {
  return hasFailed(phase) || phase === 'unauthorized';
}

/** It ran, or was to run, and failed: what nobody may run has not. */
export function hasFailed(phase: JobPhase): boolean {
  return phase === 'failed' || phase === 'timedout' || phase === 'infrastructure_fail';
}

function append(event: RunEvent): Command {
  return { do: 'append', event };
}

function finished(job: JobState, status: JobStatus): RunEvent {
  return { type: 'job.finished', v: 1, job: job.key, status };
}
