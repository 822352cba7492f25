import type { RunView } from '../../run/view.ts';
import { shellWord } from '../shell-word.ts';
import type { Style } from '../style.ts';
import { jobLabel, newestWorkflows } from './all-jobs.ts';
import { durationBetween, formatBytes } from './duration.ts';
import type { FailedStep } from './failed-step.ts';
import type { JobInWorkflow } from './all-jobs.ts';
import { continuationLines } from './continuation-lines.ts';
import { failureReason } from './plain.ts';
import { runTree } from './run-tree.ts';
import { statusMark, statusWord } from './status-mark.ts';

/** A job that failed, with the end of what its failing step printed. */
export interface Failure {
  readonly job: JobInWorkflow;
  readonly failed: FailedStep | undefined;
  readonly lastLines: readonly string[];
}

export interface FailedTest {
  readonly job: string;
  readonly name: string;
  readonly message: string;
}

export interface SummaryInput {
  readonly view: RunView;
  readonly failures: readonly Failure[];
  readonly failedTests: readonly FailedTest[];
}

const mostFailures = 5;
const mostTests = 8;

/** What a run ends with: the tree, why it failed, what it left, and the command to go on with. */
export function summary({ view, failures, failedTests }: SummaryInput, style: Style): string {
  const number = view.created?.number ?? 0;
  const lines = ['', ...runTree(view, newestWorkflows(view), style, { steps: false })];
  for (const failure of failures.slice(0, mostFailures))
    lines.push('', ...failureLines(failure, view, style));
  if (failures.length > mostFailures)
    lines.push(
      '',
      style.dim(`… and ${failures.length - mostFailures} more failed jobs: orrery status ${number}`),
    );
  lines.push(...testLines(view, failedTests, number, style), ...artifactLines(view, number, style));
  lines.push(...continuationLines(view, style), '', ...endLines(view, number, style));
  return `${lines.join('\n')}\n`;
}

function failureLines({ job, failed, lastLines }: Failure, view: RunView, style: Style): string[] {
  const label = jobLabel(job, view);
  const where = failed === undefined ? label : `${label} › ${failureReason(job.job)}`;
  const head = `${statusMark(job.job.status, style)} ${style.bold(where)}`;
  if (failed === undefined) return [head, ...(job.job.reason === undefined ? [] : [`  ${job.job.reason}`])];
  const index = job.job.executions.length > 1 ? ` --index ${failed.execution.index}` : '';
  const command = `orrery logs ${view.created?.number ?? 'latest'} ${shellWord(label)} --step ${failed.number}${index}`;
  const shown = lastLines.map((line) => `  ${style.dim('│')} ${line}`);
  return [head, ...shown, style.dim(`  all of it: ${command}`)];
}

function testLines(view: RunView, failed: readonly FailedTest[], number: number, style: Style): string[] {
  const results = newestWorkflows(view).flatMap((w) => w.jobs.flatMap((j) => j.tests));
  if (results.length === 0) return [];
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => results.reduce((n, r) => n + r[key], 0);
  const bad = sum('failed');
  const counts = `${sum('passed')} passed, ${bad > 0 ? style.red(`${bad} failed`) : '0 failed'}, ${sum('skipped')} skipped`;
  const lines = ['', `${style.bold('tests')}      ${counts}${style.dim(`  orrery tests ${number}`)}`];
  for (const test of failed.slice(0, mostTests))
    lines.push(
      `  ${statusMark('failed', style)} ${test.job}: ${test.name}${test.message === '' ? '' : style.dim(` — ${test.message}`)}`,
    );
  if (failed.length > mostTests) lines.push(style.dim(`  … and ${failed.length - mostTests} more`));
  return lines;
}

function artifactLines(view: RunView, number: number, style: Style): string[] {
  const stored = newestWorkflows(view).flatMap((w) => w.jobs.flatMap((j) => j.artifacts));
  if (stored.length === 0) return [];
  const bytes = stored.reduce((n, a) => n + a.sizeBytes, 0);
  const files = stored.length === 1 ? '1 file' : `${stored.length} files`;
  return [
    '',
    `${style.bold('artifacts')}  ${files}, ${formatBytes(bytes)}${style.dim(`  orrery artifacts ${number}`)}`,
  ];
}

function endLines(view: RunView, number: number, style: Style): string[] {
  const took = durationBetween(view.createdAt, view.finishedAt);
  const inTime = took === '' ? '' : ` in ${took}`;
  const run = `run ${number}`;
  switch (view.status) {
    case 'success':
      return [`${statusMark('success', style)} ${run} succeeded${inTime}`];
    case 'on_hold':
      return [`${statusMark('on_hold', style)} ${run} is paused; go on with:`, ...heldCommands(view, number)];
    case 'failed':
      // A pipeline is continued once: no rerun can do it again.
      if (view.continuation?.status === 'failed')
        return [
          `${statusMark('failed', style)} ${run} failed${inTime}; when the config is mended, start it anew with:`,
          '    orrery run',
        ];
      return [
        `${statusMark('failed', style)} ${run} failed${inTime}; when it is mended, go on with:`,
        `    orrery rerun ${number} --from-failed`,
      ];
    default:
      return [
        `${statusMark(view.status, style)} ${run} was ${statusWord(view.status)}${inTime}; start it again with:`,
        `    orrery rerun ${number}`,
      ];
  }
}

/** The commands that go on with a paused run, one for each job that waits. */
export function heldCommands(view: RunView, number: number): string[] {
  const held = newestWorkflows(view).flatMap((workflow) =>
    workflow.jobs.filter((job) => job.status === 'on_hold').map((job) => ({ job, workflow })),
  );
  return held.map((entry) => `    orrery approve ${number} ${shellWord(jobLabel(entry, view))}`);
}
