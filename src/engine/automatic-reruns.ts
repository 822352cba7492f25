import type { WorkflowPlan } from '../plan/plan.ts';
import type { RunEvent } from '../run/event.ts';
import { failedAndBelow, newestAttemptsOf, planAgain } from '../run/plan-again.ts';
import { hasFailed } from '../run/decide.ts';
import { isFinal, type RunState } from '../run/state.ts';

/**
 * WFL-88: a workflow with `max_auto_reruns` that failed runs again from where it failed, unless a person reran it. One
 * that is only unauthorized has not failed.
 * `manual`: attempts that people asked for.
 */
export function automaticReruns(
  workflows: readonly WorkflowPlan[],
  state: RunState,
  manual: ReadonlySet<string>,
): readonly RunEvent[] {
  const limits = workflows.filter((workflow) => workflow.maxAutoReruns > 0);
  if (limits.length === 0 || state.canceling || state.finished !== undefined) return [];
  return newestAttemptsOf(state.jobs).flatMap((attempt): RunEvent[] => {
    const limit = limits.find((workflow) => workflow.name === attempt.workflow)?.maxAutoReruns ?? 0;
    const phases = attempt.jobs.map((job) => job.phase);
    if (attempt.attempt > limit || manual.has(attempt.id)) return [];
    if (!phases.every(isFinal) || !phases.some(hasFailed)) return [];
    const plan = { ...planAgain(attempt, failedAndBelow(attempt)), automatic: true as const };
    return [{ type: 'workflow.planned', v: 1, plan }];
  });
}
