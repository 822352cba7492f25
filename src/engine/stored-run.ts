import { OrreryError } from '../base/error.ts';
import { apply } from '../run/apply.ts';
import type { Recorded, RunEvent } from '../run/event.ts';
import { initialState, type RunState } from '../run/state.ts';
import type { EnginePorts } from './engine-ports.ts';

/** A run as it is stored. */
export interface StoredRun {
  readonly events: readonly Recorded[];
  readonly state: RunState;
}

export async function loadRun(ports: Pick<EnginePorts, 'events'>, runId: string): Promise<StoredRun> {
  const events = await Array.fromAsync(ports.events.read(runId, 0));
  if (events.length === 0) throw noSuchRun(runId);
  return { events, state: events.reduce((state, { event }) => apply(state, event), initialState) };
}

export async function appendToRun(
  ports: EnginePorts,
  runId: string,
  run: StoredRun,
  events: readonly RunEvent[],
): Promise<void> {
  if (events.length > 0) await ports.events.append(runId, run.events.at(-1)?.seq ?? 0, events);
}

export function noSuchRun(name: string): OrreryError {
  return new OrreryError('not-found', `there is no run ${name} here`, {
    fault: 'user',
    hint: 'See the runs of this project: orrery runs',
  });
}
