import type { JobKey } from '../../plan/plan.ts';
import type { JobSandbox } from '../../ports/executor.ts';
import type { Variables } from '../environment.ts';
import type { RunSession } from '../run-session.ts';
import type { StepLog } from '../step-log.ts';
import type { TestResult } from '../test-results.ts';

/** What a step works with. */
export interface StepContext {
  readonly session: RunSession;
  readonly key: JobKey;
  /** `CIRCLE_BUILD_NUM` */
  readonly jobNumber: number;
  readonly execution: number;
  /** Its place among the job's steps. */
  readonly step: number;
  readonly sandbox: JobSandbox;
  /** The job's. */
  readonly environment: Variables;
  readonly log: StepLog;
  /** Aborts when the job is stopped. */
  readonly signal: AbortSignal;
  /** Takes test results for the job's timings. */
  addTests(tests: readonly TestResult[]): void;
}

export type StepEnd =
  | { readonly kind: 'success'; readonly exitCode?: number; readonly halt?: boolean }
  | { readonly kind: 'failed'; readonly exitCode?: number }
  | { readonly kind: 'timedout' }
  | { readonly kind: 'canceled' }
  /** The sandbox is gone. */
  | { readonly kind: 'lost'; readonly reason: string };

export const success: StepEnd = { kind: 'success' };

/** Ends a built-in step as failed; the message goes to its log. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
