import { endNow } from '../run/abandon.ts';
import { recover } from '../run/recover.ts';
import { apply } from '../run/apply.ts';
import { claimOrAsk } from './ask-owner.ts';
import type { EnginePorts } from './engine-ports.ts';
import { appendToRun, loadRun } from './stored-run.ts';

/**
 * Cancels a run. `canceled`: it has ended. `asked`: another process works on it, and stops. `ended`: there was nothing
 * to cancel. Throws `not-found`.
 */
export async function cancelRun(
  ports: EnginePorts,
  runId: string,
  by: string,
): Promise<'canceled' | 'asked' | 'ended'> {
  if ((await loadRun(ports, runId)).state.finished !== undefined) return 'ended';
  const claim = await claimOrAsk(ports, runId, { kind: 'cancel', by });
  if (claim === undefined) return 'asked';
  try {
    const run = await loadRun(ports, runId);
    if (run.state.finished !== undefined) return 'ended';
    const lost = recover(run.state);
    await appendToRun(ports, runId, run, [...lost, ...endNow(lost.reduce(apply, run.state), by)]);
    for (const job of await ports.locks.jobsOf(runId)) await ports.locks.leave(runId, job);
    return 'canceled';
  } finally {
    await claim.release();
  }
}
