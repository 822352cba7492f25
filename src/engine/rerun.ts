import { OrreryError } from '../base/error.ts';
import { type JobKey, jobKey } from '../plan/plan.ts';
import { abandon } from '../run/abandon.ts';
import { apply } from '../run/apply.ts';
import { attemptId } from '../run/attempts.ts';
import type { JobSnapshot, PlanSnapshot, RunEvent } from '../run/event.ts';
import { jobOf } from '../run/job-table.ts';
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
import { appendToRun, loadRun, type StoredRun } from './stored-run.ts';

/** What runs again; a job by its name or key. */
export type RerunSelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'from-failed' }
  /** From failed, and where a job's tests failed, of these only those that did. */
  | { readonly kind: 'failed-tests' }
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
    const chosen = plansOf(closing.reduce(apply, run.state), selection);
    const plans = selection.kind === 'failed-tests' ? withFailedTests(run, chosen) : chosen;
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
    case 'failed-tests':
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

/** Tells the jobs whose tests failed in the attempt before which these are. */
function withFailedTests(run: StoredRun, plans: readonly PlanSnapshot[]): readonly PlanSnapshot[] {
  const failed = new Set<JobKey>();
  for (const { event } of run.events)
    if (event.type === 'tests.stored' && event.failed > 0) failed.add(event.job);
  const tell = (plan: PlanSnapshot): PlanSnapshot => ({
    ...plan,
    jobs: plan.jobs.map((job): JobSnapshot => {
      const before = jobBefore(run.state, plan, job);
      const isTold = job.kept === undefined && before !== undefined && failed.has(before);
      return isTold ? { ...job, failedTestsOf: before } : job;
    }),
  });
  const told = plans.map(tell);
  if (told.some((plan) => plan.jobs.some((job) => job.failedTestsOf !== undefined))) return told;
  throw invalid('no failed tests were found in the jobs that failed: see orrery rerun --from-failed');
}

/** Where the same job ran in the attempt before. */
function jobBefore(state: RunState, plan: PlanSnapshot, job: JobSnapshot): JobKey | undefined {
  const key = jobKey(attemptId(plan.workflow, plan.attempt - 1) + job.key.slice(plan.id.length));
  return jobOf(state.jobs, key)?.kept?.from ?? key;
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
