import type { ResolvedJob } from '../language/index.ts';
import type { JobKey } from '../plan/plan.ts';
import type { JobStatus } from '../run/event.ts';
import type { JobSecrets } from './job-secrets.ts';
import type { Mask } from './masking.ts';
import type { RunSession, SessionJob } from './run-session.ts';
import { logName, openStepLog, type StepLog } from './step-log.ts';
import type { TaskFiles } from './task-files.ts';
import type { TestResult } from './test-results.ts';

/** One job while it runs: what its executions share. */
export interface JobRun {
  readonly session: RunSession;
  readonly key: JobKey;
  readonly job: SessionJob;
  readonly definition: ResolvedJob;
  /** `CIRCLE_BUILD_NUM` */
  readonly number: number;
  readonly secrets: JobSecrets;
  readonly mask: Mask;
  /** What `circleci tests` knows of earlier runs. */
  readonly taskFiles: TaskFiles;
  /** Aborts when the job is to be stopped. */
  readonly signal: AbortSignal;
  /** Takes test results for the job's timings. */
  addTests(tests: readonly TestResult[]): void;
  /** Takes work that goes on when the job has ended: its sandbox is removed. */
  leave(work: Promise<void>): void;
}

/** How one execution of a job ended. */
export interface ExecutionResult {
  readonly status: JobStatus;
  readonly exitCode?: number;
  /** Where no step says it. */
  readonly reason?: string;
}

export function openJobLog(run: JobRun, execution: number, step: number): StepLog {
  const { session, key, mask } = run;
  return openStepLog({
    logs: session.ports.logs,
    runId: session.runId,
    name: logName(key, execution, step),
    mask,
    shown: (chunk) => session.listener.output(key, execution, step, chunk),
    onTrouble: session.fail,
  });
}
