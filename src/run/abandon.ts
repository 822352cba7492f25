import { apply } from './apply.ts';
import { type Command, decide } from './decide.ts';
import type { RunEvent } from './event.ts';
import { jobOf } from './job-table.ts';
import { isHeldWithin, lockKeyOf } from './locks.ts';
import { recover } from './recover.ts';
import type { RunState } from './state.ts';

/**
 * How a run stands that nobody works on any more: the events that close it. Jobs that ran are lost, and when others
 * were waiting their turn nobody will start them, so that the rest is canceled. Nothing for a run that is finished or
 * that only waits for an approval.
 */
export function abandon(state: RunState, by: string): readonly RunEvent[] {
  const lost = settle(state, recover(state));
  if (lost.state.finished !== undefined || waitsForPeople(lost.state, decide(lost.state, { concurrency: 1 })))
    return lost.events;
  const closed = settle(lost.state, [{ type: 'run.cancel-requested', v: 1, by }]);
  return [...lost.events, ...closed.events];
}

/**
 * Whether nothing goes on in a run until an approval is granted: nothing runs, and what queues up for a lock waits for
 * one that the run has itself. `commands` are those of `decide`.
 */
export function waitsForPeople(state: RunState, commands: readonly Command[]): boolean {
  if (state.held.length === 0 || state.running.length > 0) return false;
  return commands.every((command) => {
    if (command.do !== 'take-lock') return false;
    const job = jobOf(state.jobs, command.job);
    const key = job && lockKeyOf(job);
    return key !== undefined && isHeldWithin(state, key);
  });
}

/** How a run ends that is canceled without waiting for anything: what runs is canceled where it stands. */
export function endNow(state: RunState, by: string): readonly RunEvent[] {
  if (state.finished !== undefined) return [];
  const stopped = state.running.map((job): RunEvent => {
    return { type: 'job.finished', v: 1, job, status: 'canceled' };
  });
  const cancel: readonly RunEvent[] = state.canceling ? [] : [{ type: 'run.cancel-requested', v: 1, by }];
  return settle(state, [...cancel, ...stopped]).events;
}

/** Applies the events, then whatever follows from them without starting anything. */
function settle(
  state: RunState,
  first: readonly RunEvent[],
): { readonly state: RunState; readonly events: readonly RunEvent[] } {
  const events = [...first];
  let now = first.reduce(apply, state);
  for (;;) {
    const next = decide(now, { concurrency: 0 }).flatMap((c) => (c.do === 'append' ? [c.event] : []));
    if (next.length === 0) return { state: now, events };
    events.push(...next);
    now = next.reduce(apply, now);
  }
}
