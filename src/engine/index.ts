/** The engine's door: what starts, advances and reads runs. */
export { advanceRun } from './advance-run.ts';
export { approve } from './approve.ts';
export { cancelRun } from './cancel.ts';
export type { EnginePorts } from './engine-ports.ts';
export { findRun } from './find-run.ts';
export { keepsLock } from './keeps-lock.ts';
export { readRun } from './read-run.ts';
export { rerun, type RerunSelection } from './rerun.ts';
export { createRunControl, type RunControl } from './run-control.ts';
export type { RunListener, RunOptions, RunRequest } from './run-request.ts';
export { startPipeline } from './start-pipeline.ts';
export type { TestReport, TestResult } from './test-results.ts';
