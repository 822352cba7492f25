import type { JobKey } from '../plan/plan.ts';
import type { JobStatus, RunEvent, RunStatus } from './event.ts';
import { isFinal, type JobPhase, type JobState, type RunState } from './state.ts';

export type Command =
  | { readonly do: 'append'; readonly event: RunEvent }
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
  if (state.canceling) {
    const running = [...state.jobs.values()].filter((j) => j.phase === 'running');
    if (running.length > 0) return running.map((j) => ({ do: 'stop-job', job: j.key }));
  }
  const end = ending(state);
  if (end !== undefined) return [{ do: 'append', event: { type: 'run.finished', v: 1, status: end } }];
  return state.canceling ? [] : starts(state, limits);
}

/** Blocked jobs whose requirements are decided. */
function transitions(state: RunState): Command[] {
  const out: Command[] = [];
  for (const job of state.jobs.values()) {
    if (job.phase !== 'blocked') continue;
    const verdict = requirements(job, state);
    if (verdict === 'wait') continue;
    out.push({ do: 'append', event: verdict === 'never' ? finished(job, 'not_run') : released(job) });
  }
  return out;
}

function released(job: JobState): RunEvent {
  if (job.kind === 'approval') return { type: 'job.held', v: 1, job: job.key };
  if (job.kind === 'no-op') return finished(job, 'success');
  return { type: 'job.queued', v: 1, job: job.key };
}

/** WFL-37: all must hold. WFL-38: one that ended otherwise means never, once all have ended or not. */
function requirements(job: JobState, state: RunState): 'go' | 'wait' | 'never' {
  let verdict: 'go' | 'wait' = 'go';
  for (const { job: key, statuses } of job.requires) {
    const phase = state.jobs.get(key)?.phase ?? 'not_run';
    if (!isFinal(phase)) verdict = 'wait';
    else if (!statuses.includes(requirable(phase))) return 'never';
  }
  return verdict;
}

function requirable(status: JobStatus): 'success' | 'failed' | 'canceled' | 'unauthorized' | 'not_run' {
  return status === 'timedout' || status === 'infrastructure_fail' ? 'failed' : status;
}

function cancelations(state: RunState): Command[] {
  const out: Command[] = [];
  for (const job of state.jobs.values()) {
    if (job.phase === 'blocked') out.push({ do: 'append', event: finished(job, 'not_run') });
    if (job.phase === 'queued' || job.phase === 'on_hold')
      out.push({ do: 'append', event: finished(job, 'canceled') });
  }
  return out;
}

/** First come, first served; one job a serial group at a time (WFL-66). */
function starts(state: RunState, limits: Limits): Command[] {
  const jobs = [...state.jobs.values()];
  const running = jobs.filter((j) => j.phase === 'running');
  const held = new Set(running.flatMap((j) => j.serialGroup ?? []));
  let free = limits.concurrency - running.length;
  const out: Command[] = [];
  if (free <= 0) return out;
  const queue = jobs
    .filter((j) => j.phase === 'queued')
    .toSorted((a, b) => (a.queuedAs ?? 0) - (b.queuedAs ?? 0));
  for (const job of queue) {
    if (free === 0) break;
    if (job.serialGroup !== undefined) {
      if (held.has(job.serialGroup)) continue;
      held.add(job.serialGroup);
    }
    out.push({ do: 'start-job', job: job.key });
    free -= 1;
  }
  return out;
}

/** How the run ends, once every job has; undefined while one can still go on. */
function ending(state: RunState): RunStatus | undefined {
  for (const job of state.jobs.values()) if (!isFinal(job.phase)) return undefined;
  return endStatus(newest(state).map((j) => j.phase));
}

/** Jobs of the newest attempt of each workflow: what counts for the run's status. */
function newest(state: RunState): readonly JobState[] {
  const last = new Map<string, string>();
  for (const job of state.jobs.values()) last.set(job.workflow.replace(/#\d+$/, ''), job.workflow);
  const ids = new Set(last.values());
  return [...state.jobs.values()].filter((j) => ids.has(j.workflow));
}

/** The order of cli.md: failed before canceled before success. */
export function endStatus(phases: readonly JobPhase[]): RunStatus {
  if (
    phases.some(
      (p) => p === 'failed' || p === 'timedout' || p === 'infrastructure_fail' || p === 'unauthorized',
    )
  )
    return 'failed';
  return phases.includes('canceled') ? 'canceled' : 'success';
}

function finished(job: JobState, status: JobStatus): RunEvent {
  return { type: 'job.finished', v: 1, job: job.key, status };
}
