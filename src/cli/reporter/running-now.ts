import type { JobView, RunView, StepView } from '../../run/view.ts';
import { allJobs, type JobInWorkflow, jobLabel } from './all-jobs.ts';
import { durationBetween } from './duration.ts';

/**
 * What goes on at this moment, in one line: `still running: test (Run tests, 35s), lint (…)`, or what waits for a lock
 * where nothing runs; empty where nothing does either.
 */
export function signOfLife(view: RunView, nowMs: number): string {
  const jobs = [...allJobs(view)];
  const running = jobs.filter(({ job }) => job.status === 'running');
  if (running.length > 0)
    return `still running: ${listed(running.map((entry) => runningJob(entry, view, nowMs)))}`;
  const locked = jobs.filter(({ job }) => job.lockedBy !== undefined);
  if (locked.length === 0) return '';
  return `still queued: ${listed(locked.map((entry) => `${jobLabel(entry, view)} ${entry.job.reason ?? ''}`))}`;
}

function runningJob(entry: JobInWorkflow, view: RunView, nowMs: number): string {
  const step = currentStep(entry.job)?.step;
  const since = durationBetween(step?.startedAt ?? entry.job.startedAt, undefined, nowMs);
  return `${jobLabel(entry, view)} (${[step?.name ?? '', since].filter((x) => x !== '').join(', ')})`;
}

function listed(texts: readonly string[]): string {
  const most = 5;
  const told = texts.slice(0, most).join(', ');
  return texts.length > most ? `${told} and ${texts.length - most} more` : told;
}

export interface CurrentStep {
  readonly step: StepView;
  readonly execution: number;
  /** From 1. */
  readonly number: number;
}

/** The step that runs; of several executions, that of the first which is still at work. */
export function currentStep(job: JobView): CurrentStep | undefined {
  for (const execution of job.executions) {
    const at = execution.steps.findLastIndex((s) => s.status === 'running');
    const step = execution.steps[at];
    if (step !== undefined) return { step, execution: execution.index, number: at + 1 };
  }
  return undefined;
}
