import type { JobKey } from '../plan/plan.ts';
import type { JobSnapshot, JobStatus, RunStatus } from './event.ts';
import { type JobTable, noJobs } from './job-table.ts';

/** A job's place in its life; the last group is final. */
export type JobPhase = 'blocked' | 'queued' | 'on_hold' | 'running' | JobStatus;

/** What the scheduler knows of a job. What views show besides is in `view.ts`. */
export interface JobState extends JobSnapshot {
  readonly workflow: string;
  readonly phase: JobPhase;
  /** It has taken its serial group or lock. Whether it still has it, `locks.ts` says. */
  readonly hasLock?: true;
}

/**
 * What `decide` needs, nothing more: the fold of a run's events. The lists besides `jobs` follow from it; they are kept
 * so that neither `apply` nor `decide` looks at every job for every event.
 */
export interface RunState {
  readonly jobs: JobTable;
  /** Who requires a job. */
  readonly dependents: ReadonlyMap<JobKey, readonly JobKey[]>;
  /** Blocked jobs of which it is decided whether they run. */
  readonly decided: readonly JobKey[];
  /** First come, first served. */
  readonly queue: readonly JobKey[];
  readonly held: readonly JobKey[];
  readonly running: readonly JobKey[];
  /** Jobs that have not ended. */
  readonly unfinished: number;
  readonly canceling: boolean;
  /** Set once a job of the setup phase has given a config to go on with: it happens once in a run (DYN-06). */
  readonly continuation: Continuation | undefined;
  /** Set by `run.finished`, cleared when a rerun plans a workflow again. */
  readonly finished: RunStatus | undefined;
}

export interface Continuation {
  /** `failed`: the config does not compile. */
  readonly status: 'accepted' | 'failed';
  /** Names of the workflows that were planned before it. */
  readonly setup: ReadonlySet<string>;
}

export const initialState: RunState = {
  jobs: noJobs,
  dependents: new Map(),
  decided: [],
  queue: [],
  held: [],
  running: [],
  unfinished: 0,
  canceling: false,
  continuation: undefined,
  finished: undefined,
};

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
