import type { JobKey, JobType, RequirableStatus } from '../plan/plan.ts';

/** An event as the store keeps it. `seq` counts from 1 without gaps within a run; `at` is RFC 3339 in UTC with milliseconds. */
export interface Recorded<E = RunEvent> {
  readonly seq: number;
  readonly at: string;
  readonly runId: string;
  readonly event: E;
}

/** How a job can end (WFL-85). `timedout` and `infrastructure_fail` count as `failed` for those who require it. */
export type JobStatus =
  | 'success'
  | 'failed'
  | 'canceled'
  | 'unauthorized'
  | 'not_run'
  | 'timedout'
  | 'infrastructure_fail';

export type StepStatus = 'success' | 'failed' | 'timedout' | 'canceled';

export type RunStatus = 'success' | 'failed' | 'canceled';

/** Past tense, versioned, small; no log text in it. A run is one pipeline: all its workflows and their reruns. */
export type RunEvent =
  | RunCreated
  | { readonly type: 'workflow.planned'; readonly v: 1; readonly plan: PlanSnapshot }
  | PipelineContinued
  | ContinuationFailed
  | { readonly type: 'job.queued'; readonly v: 1; readonly job: JobKey }
  | { readonly type: 'job.held'; readonly v: 1; readonly job: JobKey }
  /** A queued job waits for its serial group or lock (WFL-66, JOB-14): told again when another comes to hold it. */
  | {
      readonly type: 'lock.awaited';
      readonly v: 1;
      readonly job: JobKey;
      readonly key: string;
      readonly holder: LockHolder;
    }
  | { readonly type: 'lock.taken'; readonly v: 1; readonly job: JobKey; readonly key: string }
  | { readonly type: 'approval.granted'; readonly v: 1; readonly job: JobKey; readonly by: string }
  | {
      readonly type: 'job.started';
      readonly v: 1;
      readonly job: JobKey;
      /** Number of the job in the project: `CIRCLE_BUILD_NUM`. */
      readonly number: number;
      readonly executor: string;
      readonly executions: number;
      /** The steps of one execution, in order: a step's number in the events below is its place here, from 0. */
      readonly steps: readonly { readonly name: string; readonly kind: string }[];
    }
  | {
      readonly type: 'step.started';
      readonly v: 1;
      readonly job: JobKey;
      readonly execution: number;
      readonly step: number;
      /** Name of its output in the log store. */
      readonly log: string;
    }
  | {
      readonly type: 'step.finished';
      readonly v: 1;
      readonly job: JobKey;
      readonly execution: number;
      readonly step: number;
      readonly status: StepStatus;
      readonly exitCode?: number;
    }
  | {
      readonly type: 'execution.finished';
      readonly v: 1;
      readonly job: JobKey;
      readonly execution: number;
      readonly status: JobStatus;
      readonly exitCode?: number;
    }
  | {
      readonly type: 'workspace.persisted';
      readonly v: 1;
      readonly job: JobKey;
      readonly execution: number;
      /** Key in the blob store: a tar of paths relative to the workspace's root. */
      readonly blob: string;
      readonly sizeBytes: number;
    }
  | {
      readonly type: 'artifact.stored';
      readonly v: 1;
      readonly job: JobKey;
      readonly execution: number;
      readonly path: string;
      readonly blob: string;
      readonly sizeBytes: number;
      readonly sha256: string;
    }
  | {
      readonly type: 'tests.stored';
      readonly v: 1;
      readonly job: JobKey;
      readonly execution: number;
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
      /** Key in the blob store: the results as JSON (`engine/test-results.ts`). */
      readonly blob: string;
    }
  | {
      readonly type: 'job.finished';
      readonly v: 1;
      readonly job: JobKey;
      readonly status: JobStatus;
      /** Why, in one line, where no step says it: an image that is not to be had, a context that does not exist. */
      readonly reason?: string;
    }
  | { readonly type: 'run.cancel-requested'; readonly v: 1; readonly by: string }
  | { readonly type: 'run.finished'; readonly v: 1; readonly status: RunStatus };

export interface RunCreated {
  readonly type: 'run.created';
  readonly v: 1;
  /** Number of the pipeline in the project, from 1: `pipeline.number`. */
  readonly number: number;
  readonly trigger: {
    readonly kind: string;
    readonly branch?: string;
    readonly tag?: string;
    readonly revision: string;
    readonly by: string;
  };
  /** Key in the blob store: the `StoredPipeline` (engine/pipeline-file.ts) that reruns and approvals go on with. */
  readonly pipeline: string;
  /** The config has `setup: true`: what it plans is the setup phase, until `pipeline.continued`. */
  readonly setup?: true;
}

/** A job of the setup phase gave the config that the pipeline goes on with (DYN-03); its workflows are planned next. */
export interface PipelineContinued {
  readonly type: 'pipeline.continued';
  readonly v: 1;
  readonly job: JobKey;
  /** Key in the blob store: the `StoredPipeline` that all workflows planned from here on have. */
  readonly pipeline: string;
  /** Key in the blob store, where there are warnings: as of `continuation.failed`. */
  readonly findings?: string;
}

/** A job of the setup phase gave a config that does not compile: nothing is planned, and the run fails. */
export interface ContinuationFailed {
  readonly type: 'continuation.failed';
  readonly v: 1;
  readonly job: JobKey;
  /** Key in the blob store: what is wrong, as JSON (`engine/continuation-findings.ts`). */
  readonly findings: string;
}

/** Who has a lock. */
export interface LockHolder {
  readonly runId: string;
  /** Number of its pipeline. */
  readonly number: number;
  readonly job: JobKey;
  /** Folder of its project, seen from that of the run that waits: `../shop`; empty for the same one. */
  readonly project: string;
}

/** A shadow of the plan, owned by this folder, so that the plan types may change without touching old logs. */
export interface PlanSnapshot {
  /** `main`, of a rerun `main#2`. */
  readonly id: string;
  readonly workflow: string;
  /** 1, of a rerun 2 and so on. */
  readonly attempt: number;
  /** The workflow ran again by itself (WFL-88, `max_auto_reruns`). */
  readonly automatic?: true;
  readonly jobs: readonly JobSnapshot[];
}

export interface JobSnapshot {
  readonly key: JobKey;
  readonly name: string;
  readonly kind: JobType;
  readonly requires: readonly { readonly job: JobKey; readonly statuses: readonly RequirableStatus[] }[];
  readonly serialGroup?: string;
  /** Of a `lock` or `unlock` job. */
  readonly lockKey?: string;
  /** A rerun keeps this job as an earlier attempt ended it, with that attempt's workspace and artifacts. */
  readonly kept?: { readonly from: JobKey; readonly status: JobStatus };
  /** A rerun of failed tests: `circleci tests run` takes of its names only those that failed in that job. */
  readonly failedTestsOf?: JobKey;
}
