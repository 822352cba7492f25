import { jobKey } from '../../plan/plan.ts';
import { apply } from '../apply.ts';
import { decide } from '../decide.ts';
import type { JobStatus } from '../event.ts';
import type { RunState } from '../state.ts';

/** Plays the engine for tests of the scheduler: applies `append` commands until none is left, then tells what is to be started. */
export function settle(
  state: RunState,
  concurrency = 4,
): { readonly state: RunState; readonly started: readonly string[] } {
  for (;;) {
    const commands = decide(state, { concurrency });
    const events = commands.flatMap((c) => (c.do === 'append' ? [c.event] : []));
    if (events.length === 0)
      return { state, started: commands.flatMap((c) => (c.do === 'start-job' ? [c.job] : [])) };
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

export function end(state: RunState, name: string, status: JobStatus): RunState {
  return apply(state, { type: 'job.finished', v: 1, job: jobKey(name), status });
}
