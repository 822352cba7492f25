import { jobKey } from '../../plan/plan.ts';
import { apply } from '../apply.ts';
import { type Command, decide } from '../decide.ts';
import type { JobStatus } from '../event.ts';
import type { RunState } from '../state.ts';

/** Plays the engine for tests of the scheduler: applies `append` commands until none is left, then tells what is to be started. */
export function settle(
  state: RunState,
  concurrency = 4,
): {
  readonly state: RunState;
  readonly started: readonly string[];
  /** Jobs that queue up for a lock. */
  readonly locking: readonly string[];
} {
  for (;;) {
    const commands = decide(state, { concurrency });
    const events = commands.flatMap((c) => (c.do === 'append' ? [c.event] : []));
    const jobsOf = (what: Command['do']): string[] =>
      commands.flatMap((c) => (c.do === what && 'job' in c ? [c.job] : []));
    if (events.length === 0) return { state, started: jobsOf('start-job'), locking: jobsOf('take-lock') };
    state = events.reduce(apply, state);
  }
}

export function start(state: RunState, name: string): RunState {
  const job = jobKey(name);
  return apply(state, {
    type: 'job.started',
    v: 1,
    job,
    number: 1,
    executor: 'fake',
    executions: 1,
    steps: [],
  });
}

export function lock(state: RunState, name: string): RunState {
  return apply(state, { type: 'lock.taken', v: 1, job: jobKey(name), key: 'prod' });
}

export function end(state: RunState, name: string, status: JobStatus): RunState {
  return apply(state, { type: 'job.finished', v: 1, job: jobKey(name), status });
}
