import type { JobKey, JobType } from '../plan/plan.ts';
import type { JobStatus, LockHolder, RunCreated, StepStatus } from './event.ts';
import type { JobPhase } from './state.ts';

/** A run as people see it: what `status`, the live view and the web UI show. A fold of its events, like `RunState`. */
export interface RunView {
  readonly runId: string;
  readonly created: RunCreated | undefined;
  readonly createdAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly status: ViewStatus;
  /** A config that a job of the setup phase gave to go on with. */
  readonly continuation?: ContinuationView;
  /** Every attempt, in the order planned. */
  readonly workflows: readonly WorkflowView[];
}

/** WFL-85; a run has the first that one of its newest workflows has of: running, failed, canceled, on_hold, success. */
export type ViewStatus = 'running' | 'failed' | 'canceled' | 'on_hold' | 'success';

export interface ContinuationView {
  /** The job that gave it. */
  readonly job: JobKey;
  /** How many workflows were planned before it: those of the setup phase. */
  readonly before: number;
  /** `failed`: it does not compile, and so nothing of it runs. */
  readonly status: 'accepted' | 'failed';
  /** Blob key of its findings; undefined where there are none. */
  readonly findings: string | undefined;
}

export interface WorkflowView {
  /** `main`, of a rerun `main#2`. */
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  /** It ran again by itself (WFL-88): the attempt is then automatic rerun number `attempt - 1`. */
  readonly automatic: true | undefined;
  readonly status: ViewStatus;
  readonly jobs: readonly JobView[];
}

export interface JobView {
  readonly key: JobKey;
  readonly name: string;
  readonly type: JobType;
  readonly status: JobPhase;
  /** Why it ended so, where no step says it; of a queued job for what it waits. */
  readonly reason: string | undefined;
  /** Who has the lock that a queued job waits for. */
  readonly lockedBy: LockHolder | undefined;
  /** Where this job's work stands: its own key, or that of the earlier attempt that was kept. */
  readonly from: JobKey;
  readonly attempt: number;
  readonly number: number | undefined;
  readonly startedAt: string | undefined;
  readonly stoppedAt: string | undefined;
  readonly steps: readonly { readonly name: string; readonly kind: string }[];
  readonly executions: readonly ExecutionView[];
  readonly artifacts: readonly ArtifactView[];
  readonly tests: readonly {
    readonly execution: number;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    readonly blob: string;
  }[];
  /** Layers in the order persisted. */
  readonly workspace: readonly {
    readonly execution: number;
    readonly blob: string;
    readonly sizeBytes: number;
  }[];
}

export interface ExecutionView {
  readonly index: number;
  readonly status: JobStatus | 'running';
  readonly exitCode: number | undefined;
  /** One for each of the job's steps; one that did not run has status `not_run`. */
  readonly steps: readonly StepView[];
}

export interface StepView {
  readonly name: string;
  readonly kind: string;
  readonly status: StepStatus | 'running' | 'not_run';
  readonly exitCode: number | undefined;
  readonly log: string | undefined;
  readonly startedAt: string | undefined;
  readonly stoppedAt: string | undefined;
}

export interface ArtifactView {
  readonly execution: number;
  readonly path: string;
  readonly blob: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}
