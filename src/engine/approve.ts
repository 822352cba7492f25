import { OrreryError } from '../base/error.ts';
import type { JobKey } from '../plan/plan.ts';
import { abandon } from '../run/abandon.ts';
import { apply } from '../run/apply.ts';
import { jobsOf } from '../run/job-table.ts';
import type { RunState } from '../run/state.ts';
import { claimOrAsk } from './ask-owner.ts';
import type { EnginePorts } from './engine-ports.ts';
import { keepClaim } from './held-claims.ts';
import { appendToRun, loadRun } from './stored-run.ts';

/**
 * Grants an approval, by its name or key. `granted`: this process holds the run now, and `advanceRun` goes on with it.
 * `asked`: another process works on the run and goes on itself. Throws `not-found` for an unknown run or job,
 * `arguments/invalid` for a job that waits for no approval.
 */
export async function approve(
  ports: EnginePorts,
  runId: string,
  job: string,
  by: string,
): Promise<'granted' | 'asked'> {
  const { state } = await loadRun(ports, runId);
  const claim = await claimOrAsk(ports, runId, { kind: 'approve', job: heldJob(state, job), by });
  if (claim === undefined) return 'asked';
  try {
    const run = await loadRun(ports, runId);
    // A run that its process left behind with work to do is over, as `readRun` shows it.
    const key = heldJob(abandon(run.state, by).reduce(apply, run.state), job);
    await appendToRun(ports, runId, run, [{ type: 'approval.granted', v: 1, job: key, by }]);
    keepClaim(ports.claims, runId, claim);
    return 'granted';
  } catch (error) {
    await claim.release();
    throw error;
  }
}

function heldJob(state: RunState, name: string): JobKey {
  const jobs = jobsOf(state.jobs).filter((job) => job.key === name || job.name === name);
  const held = jobs.filter((job) => job.phase === 'on_hold');
  const [one] = held;
  if (one !== undefined && held.length === 1) return one.key;
  if (jobs.length === 0)
    throw new OrreryError('not-found', `the run has no job "${name}"`, { fault: 'user' });
  const message =
    held.length === 0
      ? `"${name}" does not wait for an approval`
      : `several jobs called "${name}" wait for an approval: ${held.map((job) => job.key).join(', ')}`;
  throw new OrreryError('arguments/invalid', message, { fault: 'user' });
}
