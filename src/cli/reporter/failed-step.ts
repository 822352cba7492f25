import type { ExecutionView, JobView, StepView } from '../../run/view.ts';

export interface FailedStep {
  readonly execution: ExecutionView;
  readonly step: StepView;
  /** As `logs` takes it: from 1. */
  readonly number: number;
}

/** The step that made a job fail: the first of the first execution that has one. */
export function failedStep(job: JobView): FailedStep | undefined {
  for (const execution of job.executions) {
    const index = execution.steps.findIndex((s) => s.status === 'failed' || s.status === 'timedout');
    const step = execution.steps[index];
    if (step !== undefined) return { execution, step, number: index + 1 };
  }
  return undefined;
}
