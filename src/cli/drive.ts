import type { EnginePorts } from '../engine/index.ts';
import { advanceRun, createRunControl, type RunControl } from '../engine/index.ts';
import type { RunListener } from '../engine/index.ts';
import { applyToView, viewOf } from '../run/read-view.ts';
import type { RunView } from '../run/view.ts';
import { askApprovals } from './ask-approvals.ts';
import { continuationFindings } from './continuation-findings.ts';
import { exitCode } from './exit-code.ts';
import { summaryInput } from './read-results.ts';
import { allJobs } from './reporter/all-jobs.ts';
import { jsonReporter } from './reporter/json.ts';
import { liveReporter } from './reporter/live.ts';
import { plainReporter } from './reporter/plain.ts';
import type { Reporter } from './reporter/reporter.ts';
import { summary } from './reporter/summary.ts';
import type { Terminal } from './terminal.ts';

export interface DriveOptions {
  /** What the live view calls the run: `run 12 · main · docker`. */
  readonly title: string;
  readonly json: boolean;
  /** Ask on the terminal when only approvals hold the run up; else it pauses (exit code 77). */
  readonly asks: boolean;
  /** Approvals that are granted as soon as they are reached. */
  readonly approves: 'all' | readonly string[];
  /** Events up to this one are known already; those after it are told, also where they happened before. 0 for a new run. */
  readonly after: number;
}

/**
 * Carries a run on in the foreground until it is finished or paused, shows it meanwhile, and gives the exit code.
 * The first Ctrl-C cancels and cleans up, the second ends at once.
 */
export async function drive(
  ports: EnginePorts,
  runId: string,
  options: DriveOptions,
  terminal: Terminal,
): Promise<number> {
  const stop = new AbortController();
  const kill = new AbortController();
  const control = createRunControl(stop.signal, kill.signal);
  const events = await Array.fromAsync(ports.events.read(runId, 0));
  const before = events.slice(0, options.after);
  let view = viewOf(runId, before);
  const json = options.json ? jsonReporter(terminal, Date.now) : undefined;
  const reporter = json ?? personReporter(options, (job) => control.approve(job, 'you'), terminal);
  reporter.begin(before, view);
  const stopListening = terminal.onInterrupt(() => {
    if (stop.signal.aborted) kill.abort();
    stop.abort();
  });
  const listener = listenerOf(reporter, (recorded) => {
    view = applyToView(view, recorded);
    if (recorded.event.type === 'job.held') grant(view, control, options.approves);
    return view;
  });
  try {
    for (const recorded of events.slice(options.after)) listener.event(recorded);
    grant(view, control, options.approves);
    let result = await advanceRun(ports, runId, listener, control);
    while (result === 'paused' && options.asks && !stop.signal.aborted) {
      reporter.pause();
      const granted = await askApprovals(view);
      if (granted.length === 0) break;
      reporter.resume();
      for (const job of granted) control.approve(job, 'you');
      result = await advanceRun(ports, runId, listener, control);
    }
    reporter.stop();
    await printContinuationFindings(view, ports, terminal);
    if (json === undefined) await printSummary(view, ports, terminal);
    else json.end(result);
    return codeOf(view, result);
  } finally {
    reporter.stop();
    stopListening();
  }
}

function grant(view: RunView, control: RunControl, approves: DriveOptions['approves']): void {
  for (const { job } of allJobs(view))
    if (job.status === 'on_hold' && (approves === 'all' || approves.includes(job.name)))
      control.approve(job.key, '--approve');
}

function personReporter(
  options: DriveOptions,
  approve: Parameters<typeof liveReporter>[1]['approve'],
  terminal: Terminal,
): Reporter {
  return terminal.isLive
    ? liveReporter(terminal, { title: options.title, now: Date.now, approve })
    : plainReporter(terminal, Date.now);
}

function listenerOf(
  reporter: Reporter,
  apply: (recorded: Parameters<RunListener['event']>[0]) => RunView,
): RunListener {
  return {
    event: (recorded) => reporter.event(recorded, apply(recorded)),
    output: (job, execution, step, chunk) => reporter.output(job, execution, step, chunk),
    transfer: (job, what, done, total) => reporter.transfer(job, what, done, total),
  };
}

async function printContinuationFindings(
  view: RunView,
  ports: EnginePorts,
  terminal: Terminal,
): Promise<void> {
  if (view.continuation?.findings === undefined) return;
  const { root } = await ports.source.facts();
  terminal.err(`\n${await continuationFindings(view, ports.blobs, root)}`);
}

async function printSummary(view: RunView, ports: EnginePorts, terminal: Terminal): Promise<void> {
  const style = terminal.outStyle;
  await terminal.out(summary(await summaryInput(view, ports, style.isOn), style));
}

function codeOf(view: RunView, result: 'finished' | 'paused'): number {
  if (result === 'paused') return exitCode.paused;
  if (view.status === 'success') return exitCode.ok;
  return view.status === 'canceled' ? exitCode.canceled : exitCode.failed;
}
