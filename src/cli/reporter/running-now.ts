import type { JobView, RunView, StepView } from '../../run/view.ts';
import { allJobs, jobLabel } from './all-jobs.ts';
import { durationBetween } from './duration.ts';

/** What runs at this moment, in one line: `test (Run tests, 35s), lint (…)`; empty when nothing does. */
export function runningNow(view: RunView, nowMs: number): string {
  const running = [...allJobs(view)].filter(({ job }) => job.status === 'running');
  const told = running.slice(0, 5).map((entry) => {
    const step = currentStep(entry.job)?.step;
    const since = durationBetween(step?.startedAt ?? entry.job.startedAt, undefined, nowMs);
    return `${jobLabel(entry, view)} (${[step?.name ?? '', since].filter((x) => x !== '').join(', ')})`;
  });
  return running.length > told.length
    ? `${told.join(', ')} and ${running.length - told.length} more`
    : told.join(', ');
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
