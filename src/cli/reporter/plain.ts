import type { JobKey } from '../../plan/plan.ts';
import type { RunEvent } from '../../run/event.ts';
import type { JobView, RunView } from '../../run/view.ts';
import { pad, type Style } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { findJob } from './all-jobs.ts';
import { durationBetween, formatBytes } from './duration.ts';
import { failedStep } from './failed-step.ts';
import { createJobIndex, type JobIndex } from './job-index.ts';
import { type LineWriter, lineWriter } from './plain-lines.ts';
import type { Reporter } from './reporter.ts';
import { signOfLife } from './running-now.ts';
import { statusMark, statusWord } from './status-mark.ts';

/** How long the terminal may stay silent while jobs run (cli.md, Conventions: 10 s). */
const silenceMs = 9_000;
const transferEveryMs = 5_000;
const widestPrefix = 28;

/**
 * Line by line, for pipes, files and CI: every line with its job before it, on standard output; signs of life, which
 * are no data, on standard error.
 */
export function plainReporter(terminal: Terminal, now: () => number): Reporter {
  const style = terminal.outStyle;
  const index = createJobIndex();
  const prefix = prefixes(index, style);
  const writers = new Map<string, LineWriter>();
  const toldAt = new Map<string, number>();
  /** Output that came before the event of its step: events are told once they are stored. */
  const early = new Map<string, Uint8Array[]>();
  let view: RunView | undefined;
  let printedAt = now();

  const print = (text: string): void => {
    if (text === '') return;
    printedAt = now();
    void terminal.out(text);
  };
  const tell = (text: string): void => {
    printedAt = now();
    terminal.err(text);
  };
  const startWriter = (step: StepPlace): void => {
    const key = stepKey(step);
    const writer = lineWriter(prefix(step.job, step.execution), style.isOn);
    writers.set(key, writer);
    for (const chunk of early.get(key) ?? []) print(writer.push(chunk));
    early.delete(key);
  };
  const endWriter = (key: string): void => {
    print(writers.get(key)?.end() ?? '');
    writers.delete(key);
    early.delete(key);
  };
  const life = setInterval(() => {
    if (view === undefined || now() - printedAt < silenceMs) return;
    const line = signOfLife(view, now());
    if (line !== '') tell(`${line}\n`);
  }, 1_000);
  life.unref();

  return {
    begin(before, viewBefore) {
      view = viewBefore;
      for (const { event } of before) index.apply(event);
    },
    event({ event }, newView) {
      view = newView;
      index.apply(event);
      if (event.type === 'step.finished') endWriter(stepKey(event));
      if (event.type === 'run.cancel-requested') tell('cancelling: everything is being stopped\n');
      print(eventText(event, view, index, prefix, style));
      if (event.type === 'step.started' && !isQuiet(index.find(event.job)?.steps[event.step]))
        startWriter(event);
    },
    output(job, execution, step, chunk) {
      if (isQuiet(index.find(job)?.steps[step])) return;
      const key = stepKey({ job, execution, step });
      const writer = writers.get(key);
      if (writer !== undefined) return print(writer.push(chunk));
      early.set(key, [...(early.get(key) ?? []), chunk.slice()]);
    },
    transfer(job, what, doneBytes, totalBytes) {
      const key = `${job}\0${what}`;
      // The first time counts too: what is done in a moment is not worth a line.
      if (!toldAt.has(key)) toldAt.set(key, now());
      if (now() - (toldAt.get(key) ?? 0) < transferEveryMs) return;
      toldAt.set(key, now());
      const size = totalBytes === 0 ? '' : ` of ${formatBytes(totalBytes)}`;
      tell(`[${index.label(job)}] ${what}: ${formatBytes(doneBytes)}${size}\n`);
    },
    note: tell,
    pause() {},
    resume() {},
    stop() {
      clearInterval(life);
      for (const key of writers.keys()) endWriter(key);
    },
  };
}

interface StepPlace {
  readonly job: JobKey;
  readonly execution: number;
  readonly step: number;
}

function stepKey({ job, execution, step }: StepPlace): string {
  return `${job}#${execution}@${step}`;
}

/** The list of variables is long and the same for every job; `orrery logs` has it. */
function isQuiet(step: { readonly kind: string } | undefined): boolean {
  return step?.kind === 'prepare_environment';
}

type Prefix = (job: JobKey, execution?: number) => string;

function prefixes(index: JobIndex, style: Style): Prefix {
  return (job, execution) =>
    style.dim(`${pad(`[${index.label(job, execution)}]`, Math.min(widestPrefix, index.width + 2))} `);
}

/** The line for an event; empty where there is nothing to say. */
function eventText(event: RunEvent, view: RunView, index: JobIndex, prefix: Prefix, style: Style): string {
  switch (event.type) {
    case 'step.started': {
      const step = index.find(event.job)?.steps[event.step];
      if (isQuiet(step)) return '';
      return `${prefix(event.job, event.execution)}${style.bold(`====>> ${step?.name ?? ''}`)}\n`;
    }
    case 'pipeline.continued':
      return `${prefix(event.job)}${style.bold('→ continues the pipeline')}\n`;
    case 'continuation.failed':
      return `${prefix(event.job)}${statusMark('failed', style)} continues the pipeline with a config that has errors\n`;
    case 'lock.awaited':
      return `${prefix(event.job)}${style.dim(`queued: ${findJob(view, event.job)?.reason ?? ''}`)}\n`;
    case 'job.held':
      return `${prefix(event.job)}${statusMark('on_hold', style)} needs approval\n`;
    case 'approval.granted':
      return `${prefix(event.job)}${statusMark('success', style)} approved by ${event.by}\n`;
    case 'job.finished': {
      const job = findJob(view, event.job);
      return job === undefined || (event.status === 'not_run' && job.reason === undefined)
        ? ''
        : `${prefix(event.job)}${jobEnd(job, style)}\n`;
    }
    default:
      return '';
  }
}

/** `✗ failed after 8.0s: Run tests (exit code 1)`. */
export function jobEnd(job: JobView, style: Style): string {
  const took = durationBetween(job.startedAt, job.stoppedAt);
  const why = failureReason(job);
  return `${statusMark(job.status, style)} ${statusWord(job.status)}${took === '' ? '' : ` after ${took}`}${why === '' ? '' : `: ${why}`}`;
}

/** The failing step and its exit code, or the job's own reason. */
export function failureReason(job: JobView): string {
  const failed = failedStep(job)?.step;
  if (failed === undefined) return job.reason ?? '';
  if (failed.status === 'timedout') return `${failed.name} (timed out)`;
  return failed.exitCode === undefined ? failed.name : `${failed.name} (exit code ${failed.exitCode})`;
}
