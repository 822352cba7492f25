import { OrreryError } from '../base/error.ts';
import type { JobKey } from '../plan/plan.ts';
import { abandon } from '../run/abandon.ts';
import { apply } from '../run/apply.ts';
import type { PlanSnapshot, RunEvent } from '../run/event.ts';
import {
  type Attempt,
  failedAndBelow,
  newestAttemptsOf,
  planAgain,
  unmet,
  withBelow,
} from '../run/plan-again.ts';
import type { JobState, RunState } from '../run/state.ts';
import type { EnginePorts } from './engine-ports.ts';
import { withKeptClaim } from './held-claims.ts';
import { appendToRun, loadRun } from './stored-run.ts';

/** What runs again; a job by its name or key. */
export type RerunSelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'from-failed' }
  | { readonly kind: 'job'; readonly job: string };

/**
 * Plans workflows of a run again, as new attempts of the same run with what it was started with (WFL-86); this process
 * holds the run then, and `advanceRun` goes on with it. A run that another process left behind is closed first. Resolves
 * with the ids of the new attempts. Throws `store/locked` while a process works on the run, `not-found` for an unknown
 * run or job, and `arguments/invalid` where there is nothing to rerun, or it waits for an approval (WFL-87).
 * Of a run that was continued from its setup phase, all is what it continued with.
 */
export async function rerun(
  ports: EnginePorts,
  runId: string,
  selection: RerunSelection,
): Promise<readonly string[]> {
  return withKeptClaim(ports.claims, runId, async () => {
    const run = await loadRun(ports, runId);
    const closing = abandon(run.state, 'orrery');
    const plans = plansOf(closing.reduce(apply, run.state), selection);
    const planned = plans.map((plan): RunEvent => ({ type: 'workflow.planned', v: 1, plan }));
    await appendToRun(ports, runId, run, [...closing, ...planned]);
    return plans.map((plan) => plan.id);
  });
}

function plansOf(state: RunState, selection: RerunSelection): readonly PlanSnapshot[] {
  if (state.finished === undefined)
    throw invalid('the run waits for an approval: approve or cancel it first');
  const attempts = newestAttemptsOf(state.jobs);
  switch (selection.kind) {
    case 'all':
      return afterSetup(state, attempts).map((attempt) =>
        planAgain(attempt, new Set<JobKey>(attempt.jobs.map((job) => job.key))),
      );
    case 'from-failed': {
      const failed = afterSetup(state, attempts).filter((attempt) => attempt.jobs.some(isFailed));
      if (failed.length === 0)
        throw invalid('nothing failed in this run: see orrery rerun without --from-failed');
      return failed.map((attempt) => planAgain(attempt, failedAndBelow(attempt)));
    }
    case 'job':
      return [planJobAgain(state, attempts, selection.job)];
  }
}

/**
 * Without the setup phase of a run that was continued: it would only be told that the pipeline is not in setup state
 * (WFL-87). Who names a job of it gets that.
 */
function afterSetup({ continuation }: RunState, attempts: readonly Attempt[]): readonly Attempt[] {
  if (continuation?.status === 'failed')
    throw invalid(
      'the config that this run continued with has errors, and a pipeline is continued once: start it anew with orrery run',
    );
  return attempts.filter((attempt) => continuation?.setup.has(attempt.workflow) !== true);
}

/** A job that did not run since none of its conditions came true, as a handler of failures, is no failure. */
function isFailed({ phase }: JobState): boolean {
  return phase !== 'success' && phase !== 'not_run';
}

function planJobAgain(state: RunState, attempts: readonly Attempt[], name: string): PlanSnapshot {
  const found = attempts.flatMap((attempt) =>
    attempt.jobs.filter((job) => job.key === name || job.name === name).map((job) => ({ attempt, job })),
  );
  const [one] = found;
  if (one === undefined)
    throw new OrreryError('not-found', `the run has no job "${name}"`, { fault: 'user' });
  if (found.length > 1)
    throw invalid(`several jobs are called "${name}": ${found.map(({ job }) => job.key).join(', ')}`);
  const again = withBelow(one.attempt.jobs, [one.job.key]);
  const lacking = unmet(state.jobs, one.attempt, new Set([one.job.key]));
  if (lacking !== undefined)
    throw invalid(
      `"${name}" requires ${lacking.requires.name}, which ended ${lacking.requires.phase}: rerun that, or --from-failed`,
    );
  return planAgain(one.attempt, again);
}

function invalid(message: string): OrreryError {
  return new OrreryError('arguments/invalid', message, { fault: 'user' });
}
