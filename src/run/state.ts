import type { JobKey } from '../plan/plan.ts';
import type { JobSnapshot, JobStatus, RunStatus } from './event.ts';

/** A job's place in its life; the last group is final. */
export type JobPhase = 'blocked' | 'queued' | 'on_hold' | 'running' | JobStatus;

/** What the scheduler knows of a job. What views show besides is in `view.ts`. */
export interface JobState extends JobSnapshot {
  readonly workflow: string;
  readonly phase: JobPhase;
  /** Place in the queue, from 1; undefined before it was queued. */
  readonly queuedAs?: number;
}

/** What `decide` needs, nothing more: the fold of a run's events. */
export interface RunState {
  readonly jobs: ReadonlyMap<JobKey, JobState>;
  /** How many jobs were queued so far. */
  readonly queued: number;
  readonly canceling: boolean;
  /** Set by `run.finished`, cleared when a rerun plans a workflow again. */
  readonly finished: RunStatus | undefined;
}

export const initialState: RunState = { jobs: new Map(), queued: 0, canceling: false, finished: undefined };

const finalPhases: ReadonlySet<JobPhase> = new Set<JobPhase>([
  'success',
  'failed',
  'canceled',
  'unauthorized',
  'not_run',
  'timedout',
  'infrastructure_fail',
]);

export function isFinal(phase: JobPhase): phase is JobStatus {
  return finalPhases.has(phase);
}
