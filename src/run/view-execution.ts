import type { JobStatus, RunEvent } from './event.ts';
import type { ExecutionView, JobView, StepView } from './view.ts';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

export function startStep(job: JobView, event: Event<'step.started'>, at: string): JobView {
  return withStep(job, event, (step) => ({ ...step, status: 'running', log: event.log, startedAt: at }));
}

export function finishStep(job: JobView, event: Event<'step.finished'>, at: string): JobView {
  const { status, exitCode } = event;
  return withStep(job, event, (step) => ({ ...step, status, exitCode, stoppedAt: at }));
}

export function finishExecution(job: JobView, event: Event<'execution.finished'>): JobView {
  const { status, exitCode } = event;
  return withExecution(job, event.execution, (execution) => ({ ...execution, status, exitCode }));
}

/** What still ran when its job ended was stopped with it. */
export function endLost(execution: ExecutionView, status: JobStatus, at: string): ExecutionView {
  if (execution.status !== 'running') return execution;
  const steps = execution.steps.map((step): StepView =>
    step.status === 'running' ? { ...step, status: 'canceled', stoppedAt: at } : step,
  );
  return { ...execution, status, steps };
}

function withStep(
  job: JobView,
  at: { readonly execution: number; readonly step: number },
  change: (step: StepView) => StepView,
): JobView {
  return withExecution(job, at.execution, (execution) => {
    const step = execution.steps[at.step];
    return step === undefined
      ? execution
      : { ...execution, steps: execution.steps.with(at.step, change(step)) };
  });
}

/** Executions appear with their first event, in the order of their index: `--index 1` shows no other. */
function withExecution(
  job: JobView,
  index: number,
  change: (execution: ExecutionView) => ExecutionView,
): JobView {
  const place = job.executions.findIndex((execution) => execution.index === index);
  const found = job.executions[place];
  if (found !== undefined) return { ...job, executions: job.executions.with(place, change(found)) };
  const executions = [...job.executions, change(freshExecution(job, index))];
  return { ...job, executions: executions.toSorted((a, b) => a.index - b.index) };
}

function freshExecution(job: JobView, index: number): ExecutionView {
  return {
    index,
    status: 'running',
    exitCode: undefined,
    steps: job.steps.map(({ name, kind }) => ({
      name,
      kind,
      status: 'not_run',
      exitCode: undefined,
      log: undefined,
      startedAt: undefined,
      stoppedAt: undefined,
    })),
  };
}
