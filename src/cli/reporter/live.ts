import type { JobKey } from '../../plan/plan.ts';
import type { RunView } from '../../run/view.ts';
import type { Terminal } from '../terminal.ts';
import { allJobs } from './all-jobs.ts';
import { createJobIndex } from './job-index.ts';
import { liveLines, type Transfer } from './live-lines.ts';
import type { Reporter } from './reporter.ts';
import { createScreen } from './screen.ts';
import { createTail, type Tail } from './tail.ts';

const frameMs = 100;

export interface LiveOptions {
  readonly title: string;
  readonly now: () => number;
  /** A person pressed the keys that approve a job. */
  readonly approve: (job: JobKey, name: string) => void;
}

/** The view that is drawn over while the run goes on, on a terminal. */
export function liveReporter(terminal: Terminal, options: LiveOptions): Reporter {
  const { now, title } = options;
  const style = terminal.errStyle;
  const screen = createScreen((text) => terminal.err(text), terminal.size);
  const index = createJobIndex();
  const tails = new Map<JobKey, Map<number, { readonly step: number; readonly tail: Tail }>>();
  const transfers = new Map<JobKey, Transfer>();
  let view: RunView | undefined;
  let isPaused = false;
  let isCanceling = false;
  let asked: { readonly key: JobKey; readonly name: string } | undefined;
  let isDirty = false;
  let drawnAt = 0;

  const footer = (): string => {
    if (isCanceling) return 'stopping everything; Ctrl-C again ends at once';
    if (asked !== undefined) return `approve ${asked.name}?  y yes · n no`;
    const held = view && firstHeld(view);
    const approve = held === undefined || !terminal.canAsk ? '' : `a approve ${held.name} · `;
    return `${approve}Ctrl-C cancel`;
  };
  const draw = (): void => {
    if (view === undefined || isPaused) return;
    isDirty = false;
    drawnAt = now();
    const model = {
      view,
      index,
      title,
      footer: footer(),
      nowMs: now(),
      tail(job: JobKey, execution: number, step: number, count: number) {
        const found = tails.get(job)?.get(execution);
        return found?.step === step ? found.tail.lines(count, false) : [];
      },
      transfer: (job: JobKey) => transfers.get(job),
    };
    screen.draw(liveLines(model, terminal.size(), style));
  };
  const frames = setInterval(() => {
    if (isDirty || now() - drawnAt >= 1_000 - frameMs / 2) draw();
  }, frameMs);
  const stopResize = terminal.onResize(draw);
  const onKey = (key: string): void => {
    const held = view && firstHeld(view);
    if (asked !== undefined && (key === 'y' || key === '\r')) options.approve(asked.key, asked.name);
    if (asked !== undefined) asked = undefined;
    else if (key === 'a') asked = held;
    draw();
  };
  let stopKeys = terminal.canAsk ? terminal.onKey(onKey) : () => {};

  return {
    begin(before, viewBefore) {
      view = viewBefore;
      for (const { event } of before) index.apply(event);
      isDirty = true;
    },
    event({ event }, newView) {
      view = newView;
      index.apply(event);
      isDirty = true;
      if (event.type === 'run.cancel-requested') isCanceling = true;
      if (event.type === 'step.started') transfers.delete(event.job);
      if (event.type === 'job.finished') {
        tails.delete(event.job);
        transfers.delete(event.job);
      }
    },
    output(job, execution, step, chunk) {
      let executions = tails.get(job);
      if (executions === undefined) tails.set(job, (executions = new Map()));
      const known = executions.get(execution);
      const tail = known?.step === step ? known.tail : createTail();
      if (tail !== known?.tail) executions.set(execution, { step, tail });
      tail.push(chunk);
      isDirty = true;
    },
    transfer(job, what, doneBytes, totalBytes) {
      if (totalBytes > 0 && doneBytes >= totalBytes) transfers.delete(job);
      else transfers.set(job, { what, doneBytes, totalBytes });
      isDirty = true;
    },
    note(text) {
      screen.clear();
      terminal.err(text);
      draw();
    },
    pause() {
      isPaused = true;
      stopKeys();
      screen.close();
    },
    resume() {
      isPaused = false;
      stopKeys = terminal.canAsk ? terminal.onKey(onKey) : () => {};
      draw();
    },
    stop() {
      clearInterval(frames);
      stopResize();
      stopKeys();
      screen.close();
    },
  };
}

function firstHeld(view: RunView): { readonly key: JobKey; readonly name: string } | undefined {
  for (const { job } of allJobs(view)) if (job.status === 'on_hold') return { key: job.key, name: job.name };
  return undefined;
}
