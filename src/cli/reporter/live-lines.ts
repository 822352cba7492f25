import type { JobKey } from '../../plan/plan.ts';
import type { JobView, RunView, WorkflowView } from '../../run/view.ts';
import { formatDuration } from '../../base/duration.ts';
import { isFinal } from '../../run/state.ts';
import { pad, type Style, truncate } from '../style.ts';
import { newestWorkflows } from './all-jobs.ts';
import { formatBytes, msBetween } from './duration.ts';
import type { JobIndex } from './job-index.ts';
import { failureReason } from './plain.ts';
import { currentStep } from './running-now.ts';
import { attemptName } from './run-tree.ts';
import { isFailure, statusMark, statusWord } from './status-mark.ts';

/** Everything the live view shows, at one moment. */
export interface LiveModel {
  readonly view: RunView;
  readonly index: JobIndex;
  /** `run 12 · main · docker`. */
  readonly title: string;
  /** The line below all: what keys do, or that all is being stopped. */
  readonly footer: string;
  readonly nowMs: number;
  /** Last lines of what a step (from 0) printed. */
  tail(job: JobKey, execution: number, step: number, count: number): readonly string[];
  transfer(job: JobKey): Transfer | undefined;
}

export interface Transfer {
  readonly what: string;
  readonly doneBytes: number;
  /** 0 when unknown. */
  readonly totalBytes: number;
}

const mostTailLines = 4;
const widestName = 30;

/**
 * The live view as lines, none wider and all of them no more than the terminal takes. Where not every job fits, those
 * that run, wait for a person or have failed are shown and the others counted.
 */
export function liveLines(
  model: LiveModel,
  size: { readonly columns: number; readonly rows: number },
  style: Style,
): readonly string[] {
  const width = Math.max(10, size.columns - 1);
  const workflows = newestWorkflows(model.view);
  const frame = 1 + (model.footer === '' ? 0 : 1);
  const room = Math.max(1, size.rows - 1 - frame);
  const shown = choose(workflows, room);
  const used = workflows.reduce((sum, w) => sum + rowsOf(w, shown), 0);
  const running = workflows.flatMap((w) => w.jobs).filter((j) => j.status === 'running' && shown.has(j.key));
  const tailLines =
    running.length === 0 ? 0 : Math.min(mostTailLines, Math.floor((room - used) / running.length));
  const lines = [title(model, style)];
  for (const workflow of workflows) lines.push(...workflowLines(workflow, model, shown, tailLines, style));
  if (model.footer !== '') lines.push(style.dim(model.footer));
  return lines.slice(0, Math.max(1, size.rows - 1)).map((line) => truncate(line, width));
}

function title(model: LiveModel, style: Style): string {
  const since = msBetween(model.view.createdAt, undefined, model.nowMs);
  return `${style.bold('orrery')} ${model.title}${since === undefined ? '' : style.dim(`  ${formatDuration(since)}`)}`;
}

/** Rows that a workflow takes without tails: its name, its jobs, and one that counts what is not shown. */
function rowsOf(workflow: WorkflowView, shown: ReadonlySet<JobKey>): number {
  const jobs = workflow.jobs.filter((j) => shown.has(j.key)).length;
  return 1 + jobs + (jobs < workflow.jobs.length ? 1 : 0);
}

function choose(workflows: readonly WorkflowView[], room: number): ReadonlySet<JobKey> {
  const jobs = workflows.flatMap((w) => w.jobs);
  if (jobs.length + workflows.length <= room) return new Set(jobs.map((j) => j.key));
  const rank = (job: JobView): number => {
    if (job.status === 'running') return 0;
    if (job.status === 'on_hold') return 1;
    if (isFailure(job.status)) return 2;
    return isFinal(job.status) ? 4 : 3;
  };
  const places = Math.max(1, room - 2 * workflows.length);
  return new Set(
    jobs
      .toSorted((a, b) => rank(a) - rank(b))
      .slice(0, places)
      .map((j) => j.key),
  );
}

function workflowLines(
  workflow: WorkflowView,
  model: LiveModel,
  shown: ReadonlySet<JobKey>,
  tailLines: number,
  style: Style,
): string[] {
  const attempt = workflow.attempt > 1 ? style.dim(` (${attemptName(workflow)})`) : '';
  const lines = [`${style.bold(workflow.name)}${attempt}`];
  const jobs = workflow.jobs.filter((j) => shown.has(j.key));
  const nameWidth = Math.min(widestName, Math.max(0, ...jobs.map((j) => j.name.length)));
  for (const job of jobs) {
    lines.push(jobLine(job, model, nameWidth, style));
    if (job.status !== 'running' || tailLines === 0) continue;
    const current = currentStep(job);
    if (current === undefined) continue;
    const tail = model.tail(job.key, current.execution, current.number - 1, tailLines);
    lines.push(...tail.map((line) => `    ${style.dim('│')} ${style.dim(line)}`));
  }
  if (jobs.length < workflow.jobs.length) lines.push(style.dim(`  ${countOthers(workflow, shown)}`));
  return lines;
}

function countOthers(workflow: WorkflowView, shown: ReadonlySet<JobKey>): string {
  const others = workflow.jobs.filter((j) => !shown.has(j.key));
  const done = others.filter((j) => isFinal(j.status)).length;
  const parts = [done > 0 && `${done} done`, done < others.length && `${others.length - done} waiting`];
  return `… and ${others.length} more: ${parts.filter(Boolean).join(', ')}`;
}

function jobLine(job: JobView, model: LiveModel, nameWidth: number, style: Style): string {
  const took = msBetween(job.startedAt, job.stoppedAt, model.nowMs);
  const time = pad(took === undefined ? '' : formatDuration(took), 7);
  const name = pad(truncate(job.name, nameWidth), nameWidth);
  return `  ${statusMark(job.status, style)} ${name}  ${style.dim(time)} ${detail(job, model, style)}`.trimEnd();
}

function detail(job: JobView, model: LiveModel, style: Style): string {
  if (job.status === 'running') return runningDetail(job, model, style);
  if (job.status === 'blocked') return style.dim(waitingFor(job, model));
  if (job.status === 'queued')
    return style.dim(job.reason === undefined ? 'queued' : `queued: ${job.reason}`);
  if (job.status === 'on_hold') return style.yellow('needs approval');
  if (isFailure(job.status)) return style.red(failureReason(job) || statusWord(job.status));
  return job.status === 'success' ? '' : style.dim(statusWord(job.status));
}

function runningDetail(job: JobView, model: LiveModel, style: Style): string {
  const transfer = model.transfer(job.key);
  if (transfer !== undefined) return transferBar(transfer, style);
  const current = currentStep(job);
  const ended = job.executions.filter((e) => e.status !== 'running').length;
  const total = model.index.find(job.key)?.executions ?? 1;
  const nodes = total > 1 ? style.dim(` (${ended} of ${total} nodes done)`) : '';
  return current === undefined
    ? nodes.trimStart()
    : `${style.dim(`${current.number}/${job.steps.length}`)} ${current.step.name}${nodes}`;
}

function waitingFor(job: JobView, model: LiveModel): string {
  const requires = model.index.find(job.key)?.requires ?? [];
  const names = requires.map((key) => model.index.find(key)?.name ?? key);
  return names.length === 0 ? '' : `after ${names.join(', ')}`;
}

function transferBar({ what, doneBytes, totalBytes }: Transfer, style: Style): string {
  if (totalBytes === 0) return `${what} ${style.dim(formatBytes(doneBytes))}`;
  const cells = 20;
  const full = Math.min(cells, Math.round((doneBytes / totalBytes) * cells));
  const bar = `${style.blue('█'.repeat(full))}${style.dim('░'.repeat(cells - full))}`;
  return `${what} ${bar} ${style.dim(`${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`)}`;
}
