import type { ResolvedWorkflow } from '../../language/index.ts';
import type { MatchedJobs } from './match-jobs.ts';
import { workflowChange, type WorkflowPair } from './workflow-changes.ts';

export interface MatchedWorkflows {
  /** In the order of the new config. */
  readonly pairs: readonly WorkflowPair[];
  readonly removed: readonly ResolvedWorkflow[];
  readonly added: readonly ResolvedWorkflow[];
}

/**
 * By name; and of what is left, those that have the same jobs with the same settings are one workflow under two names.
 */
export function matchWorkflows(
  before: readonly ResolvedWorkflow[],
  after: readonly ResolvedWorkflow[],
  match: (before: ResolvedWorkflow, after: ResolvedWorkflow) => MatchedJobs,
): MatchedWorkflows {
  const names = new Set(after.map((w) => w.name));
  const free = new Set(before.filter((w) => !names.has(w.name)));
  const byName = new Map(before.map((w) => [w.name, w]));
  const pairs = after.flatMap((now): readonly WorkflowPair[] => {
    const old = byName.get(now.name);
    if (old !== undefined) return [{ before: old, after: now, jobs: match(old, now) }];
    for (const candidate of free) {
      const pair = { before: candidate, after: now, jobs: match(candidate, now) };
      if (workflowChange(pair) !== undefined) continue;
      free.delete(candidate);
      return [pair];
    }
    return [];
  });
  const taken = new Set(pairs.map((p) => p.after));
  return { pairs, removed: [...free], added: after.filter((w) => !taken.has(w)) };
}
