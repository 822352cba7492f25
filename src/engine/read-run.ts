import { abandon } from '../run/abandon.ts';
import { applyToView, viewOf } from '../run/read-view.ts';
import type { RunView } from '../run/view.ts';
import type { EnginePorts } from './engine-ports.ts';
import { loadRun } from './stored-run.ts';

/**
 * A run as people see it. Of one that nobody works on any more it shows how it ended, although nobody has recorded that
 * yet: jobs that ran when its owner died are lost. Throws `not-found`.
 */
export async function readRun(
  ports: Pick<EnginePorts, 'events' | 'claims'>,
  runId: string,
): Promise<RunView> {
  const isHeld = await ports.claims.isHeld(runId);
  const { events, state } = await loadRun(ports, runId);
  const view = viewOf(runId, events);
  const last = events.at(-1);
  if (isHeld || state.finished !== undefined || last === undefined) return view;
  const after = abandon(state, 'orrery').map((event, i) => ({ ...last, seq: last.seq + 1 + i, event }));
  return after.reduce(applyToView, view);
}
