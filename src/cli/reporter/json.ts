import type { JobKey } from '../../plan/plan.ts';
import type { Recorded, RunEvent } from '../../run/event.ts';
import type { RunView } from '../../run/view.ts';
import type { Terminal } from '../terminal.ts';
import { allJobs } from './all-jobs.ts';
import { createJobIndex, type JobIndex } from './job-index.ts';
import type { Reporter } from './reporter.ts';
import { currentStep } from './running-now.ts';

const silenceMs = 9_000;

/**
 * The run as NDJSON on standard output: one flat object an event, with the job's name and its workflow's id in place of
 * our key. It ends with one `run.finished`, or one `run.paused` of the same shape.
 */
export function jsonReporter(terminal: Terminal, now: () => number): Reporter & JsonEnd {
  let view: RunView | undefined;
  let printedAt = now();
  let held: Recorded | undefined;
  const index = createJobIndex();

  const print = (line: object): void => {
    printedAt = now();
    void terminal.out(`${JSON.stringify(line)}\n`);
  };
  const line = (recorded: Recorded): object => ({
    schemaVersion: 1,
    type: recorded.event.type,
    at: recorded.at,
    run: recorded.runId,
    ...fields(recorded.event, index),
  });
  const life = setInterval(() => {
    if (view === undefined || now() - printedAt < silenceMs) return;
    print(progress(view, new Date(now()).toISOString()));
  }, 1_000);
  life.unref();

  return {
    begin(before, viewBefore) {
      view = viewBefore;
      for (const { event } of before) index.apply(event);
    },
    event(recorded, newView) {
      view = newView;
      index.apply(recorded.event);
      // A run can be reopened while we watch (automatic reruns): only the last end is one.
      if (recorded.event.type === 'run.finished') held = recorded;
      else print(line(recorded));
    },
    output() {},
    transfer() {},
    note: (text) => terminal.err(text),
    pause() {},
    resume() {},
    stop() {
      clearInterval(life);
    },
    end(result) {
      clearInterval(life);
      if (result === 'finished' && held !== undefined) return print(line(held));
      if (view === undefined) return;
      const at = new Date(now()).toISOString();
      const type = result === 'paused' ? 'run.paused' : 'run.finished';
      print({ schemaVersion: 1, type, at, run: view.runId, status: view.status });
    },
  };
}

export interface JsonEnd {
  /** Prints the last line. */
  end(result: 'finished' | 'paused'): void;
}

function fields(event: RunEvent, index: JobIndex): object {
  switch (event.type) {
    case 'run.created': {
      const { branch = null, tag = null, revision, by } = event.trigger;
      const setup = event.setup === true && { setup: true };
      return { number: event.number, branch, tag, revision, by, ...setup };
    }
    case 'workflow.planned': {
      const { id, workflow, attempt, jobs } = event.plan;
      return {
        workflow: id,
        name: workflow,
        attempt,
        jobs: jobs.map((j) => ({ name: j.name, type: j.kind })),
      };
    }
    default:
      return 'job' in event ? jobFields(event, index) : withoutOurs(event);
  }
}

function jobFields(event: RunEvent & { readonly job: JobKey }, index: JobIndex): object {
  const job = index.find(event.job);
  // Steps count from 1, as in `status` and `logs`.
  const step = 'step' in event ? { step: event.step + 1, name: job?.steps[event.step]?.name ?? null } : {};
  return { ...withoutOurs(event), workflow: job?.workflow ?? null, job: job?.name ?? event.job, ...step };
}

/** Versions and the names of stored things are our own matter. */
function withoutOurs(event: RunEvent): object {
  const ours = new Set(['type', 'v', 'blob', 'log', 'pipeline', 'findings']);
  return Object.fromEntries(Object.entries(event).filter(([key]) => !ours.has(key)));
}

/** A sign of life where nothing else happens. */
function progress(view: RunView, at: string): object {
  const jobs = [...allJobs(view)];
  const running = jobs
    .filter(({ job }) => job.status === 'running')
    .map(({ job, workflow }) => ({
      workflow: workflow.id,
      job: job.name,
      step: currentStep(job)?.step.name ?? null,
    }));
  const waiting = jobs
    .filter(({ job }) => job.lockedBy !== undefined)
    .map(({ job, workflow }) => ({ workflow: workflow.id, job: job.name, reason: job.reason ?? null }));
  return { schemaVersion: 1, type: 'run.progress', at, run: view.runId, running, waiting };
}
