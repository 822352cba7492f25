import type { JobView, RunView, StepView, WorkflowView } from '../../run/view.ts';
import { pad, type Style } from '../style.ts';
import { durationBetween } from './duration.ts';
import { failureReason } from './plain.ts';
import { isFailure, statusMark, statusWord } from './status-mark.ts';

/** A run as a tree: workflow, job, and with `steps` each step by its number. */
export function runTree(
  view: RunView,
  workflows: readonly WorkflowView[],
  style: Style,
  options: { readonly steps: boolean },
): readonly string[] {
  const names = workflows.flatMap((w) => w.jobs.map((j) => j.name.length));
  const width = Math.min(40, Math.max(0, ...names));
  return workflows.flatMap((workflow) => [
    workflowLine(workflow, view, style),
    ...workflow.jobs.flatMap((job) => [
      jobLine(job, width, style),
      ...(options.steps ? stepLines(job, style) : []),
    ]),
  ]);
}

function workflowLine(workflow: WorkflowView, view: RunView, style: Style): string {
  const attempt = workflow.attempt > 1 ? style.dim(` (${attemptName(workflow)})`) : '';
  const stops = workflow.jobs.flatMap((j) => j.stoppedAt ?? []).toSorted();
  const starts = workflow.jobs.flatMap((j) => (j.from === j.key ? (j.startedAt ?? []) : [])).toSorted();
  const took =
    workflow.status === 'running' ? '' : durationBetween(starts[0] ?? view.createdAt, stops.at(-1));
  return `${statusMark(workflow.status, style)} ${style.bold(workflow.name)}${attempt} ${statusWord(workflow.status)}${took === '' ? '' : style.dim(` in ${took}`)}`;
}

/** `attempt 2`, or `attempt 2, rerun automatically`. */
export function attemptName({ attempt, automatic }: WorkflowView): string {
  return `attempt ${attempt}${automatic === true ? ', rerun automatically' : ''}`;
}

function jobLine(job: JobView, width: number, style: Style): string {
  const took = durationBetween(job.startedAt, job.stoppedAt);
  const kept = job.from === job.key ? '' : style.dim('kept from an earlier attempt');
  const nodes = job.executions.length > 1 ? style.dim(`${job.executions.length} nodes`) : '';
  const words = [
    isFailure(job.status) ? style.red(failureReason(job) || statusWord(job.status)) : quiet(job, style),
    nodes,
    kept,
  ];
  const text = words.filter((w) => w !== '').join(style.dim(', '));
  return `  ${statusMark(job.status, style)} ${pad(job.name, width)}  ${style.dim(pad(took, 7))} ${text}`.trimEnd();
}

function quiet(job: JobView, style: Style): string {
  if (job.status === 'success') return style.dim(job.reason ?? '');
  const reason = job.reason === undefined ? '' : `: ${job.reason}`;
  return job.status === 'on_hold'
    ? style.yellow('needs approval')
    : style.dim(`${statusWord(job.status)}${reason}`);
}

/** Steps of the first execution that ran, and of every other that failed. */
function stepLines(job: JobView, style: Style): string[] {
  const [first] = job.executions;
  if (first === undefined) return [];
  const others = job.executions.filter((e) => e !== first && isFailure(e.status));
  return [first, ...others].flatMap((execution) => [
    ...(job.executions.length > 1
      ? [style.dim(`      node ${execution.index}: ${statusWord(execution.status)}`)]
      : []),
    ...execution.steps.map((step, i) => stepLine(step, i + 1, style)),
  ]);
}

function stepLine(step: StepView, number: number, style: Style): string {
  const took = durationBetween(step.startedAt, step.stoppedAt);
  const exit =
    step.exitCode === undefined || step.exitCode === 0 ? '' : style.red(`exit code ${step.exitCode}`);
  const word =
    step.status === 'success' || step.status === 'failed' ? '' : style.dim(statusWord(step.status));
  const rest = [exit, word].filter((x) => x !== '').join(' ');
  return `      ${statusMark(step.status, style)} ${String(number).padStart(2)}  ${step.name}  ${style.dim(took)} ${rest}`.trimEnd();
}
