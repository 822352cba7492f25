import type { ResolvedOrb, ResolvedWorkflow } from '../../language/index.ts';
import type { Comparison, ContextChange, JobChange, OrbChange, Side, WorkflowChange } from './comparison.ts';
import { jobChange } from './job-changes.ts';
import { type Definitions, matchJobs } from './match-jobs.ts';
import { runChanges } from './run-changes.ts';
import { valueChange } from './settings.ts';
import { workflowChange } from './workflow-changes.ts';
import { matchWorkflows, type MatchedWorkflows } from './match-workflows.ts';

/** The semantic difference of two configs, planned for the same trigger. Where something was written counts nothing. */
export function compare(before: Side, after: Side): Comparison {
  const definitions = { before: definitionsOf(before), after: definitionsOf(after) };
  const workflows = matchWorkflows(before.config.workflows, after.config.workflows, (b, a) =>
    matchJobs(b, a, definitions),
  );
  return {
    runs: runChanges(before, after, renameBy(workflows)),
    contexts: contextChanges(workflows),
    settings: valueChange('setup', before.config.setup, after.config.setup),
    orbs: orbChanges(before.config.orbs, after.config.orbs),
    workflows: workflowChanges(workflows),
    jobs: jobChanges(workflows, definitions),
  };
}

export function isSame(comparison: Comparison): boolean {
  return Object.values(comparison).every((changes: readonly unknown[]) => changes.length === 0);
}

function definitionsOf({ config }: Side): Definitions {
  return new Map(config.jobs.map((j) => [j.name, j]));
}

function renameBy({ pairs }: MatchedWorkflows) {
  const byOld = new Map(pairs.map((p) => [p.before.name, p]));
  return (workflow: string, job: string) => {
    const pair = byOld.get(workflow);
    return pair === undefined
      ? { workflow, job }
      : { workflow: pair.after.name, job: pair.jobs.renamed.get(job) ?? job };
  };
}

function workflowChanges({ pairs, removed, added }: MatchedWorkflows): readonly WorkflowChange[] {
  const whole =
    (kind: 'added' | 'removed') =>
    (workflow: ResolvedWorkflow): WorkflowChange => ({
      kind,
      workflow: workflow.name,
      jobs: workflow.jobs.map((j) => j.name),
    });
  return [
    ...removed.map(whole('removed')),
    ...added.map(whole('added')),
    ...pairs.flatMap((pair): readonly WorkflowChange[] => {
      const change = workflowChange(pair);
      const isRenamed = pair.before.name !== pair.after.name;
      return [
        ...(isRenamed
          ? [{ kind: 'renamed' as const, workflow: pair.after.name, from: pair.before.name }]
          : []),
        ...(change === undefined ? [] : [change]),
      ];
    }),
  ];
}

function contextChanges({ pairs, removed, added }: MatchedWorkflows): readonly ContextChange[] {
  const of = (
    kind: ContextChange['kind'],
    workflow: ResolvedWorkflow,
    job: ResolvedWorkflow['jobs'][number],
    other: readonly string[] = [],
  ): readonly ContextChange[] =>
    job.contexts
      .filter((context) => !other.includes(context))
      .map((context) => ({ kind, workflow: workflow.name, job: job.name, context }));
  return [
    ...pairs.flatMap(({ after, jobs }) => [
      ...jobs.pairs.flatMap((p) => of('exposed', after, p.after, p.before.contexts)),
      ...jobs.added.flatMap((job) => of('exposed', after, job)),
    ]),
    ...added.flatMap((workflow) => workflow.jobs.flatMap((job) => of('exposed', workflow, job))),
    ...pairs.flatMap(({ before, jobs }) => [
      ...jobs.pairs.flatMap((p) => of('withdrawn', before, p.before, p.after.contexts)),
      ...jobs.removed.flatMap((job) => of('withdrawn', before, job)),
    ]),
    ...removed.flatMap((workflow) => workflow.jobs.flatMap((job) => of('withdrawn', workflow, job))),
  ];
}

/** Each job that is in both once, however many workflows use it. */
function jobChanges(
  { pairs }: MatchedWorkflows,
  definitions: { readonly before: Definitions; readonly after: Definitions },
): readonly JobChange[] {
  const seen = new Set<string>();
  return pairs.flatMap(({ jobs }) =>
    jobs.pairs.flatMap(({ before, after }): readonly JobChange[] => {
      const [old, now] = [definitions.before.get(before.job ?? ''), definitions.after.get(after.job ?? '')];
      const key = JSON.stringify([before.job, after.job]);
      if (old === undefined || now === undefined || seen.has(key)) return [];
      seen.add(key);
      const change = jobChange(old, now);
      return change === undefined ? [] : [change];
    }),
  );
}

function orbChanges(before: readonly ResolvedOrb[], after: readonly ResolvedOrb[]): readonly OrbChange[] {
  const [old, now] = [versionsOf(before), versionsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((orb) => {
    const change = { orb, before: old.get(orb) ?? null, after: now.get(orb) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

/** An orb may be used in several versions, by other orbs for instance. */
function versionsOf(orbs: readonly ResolvedOrb[]): ReadonlyMap<string, string> {
  const parts = orbs.map(({ resolved }) => {
    const at = resolved.lastIndexOf('@');
    return at < 0
      ? { orb: resolved, version: '' }
      : { orb: resolved.slice(0, at), version: resolved.slice(at + 1) };
  });
  const byOrb = Map.groupBy(parts, (p) => p.orb);
  return new Map(
    [...byOrb].map(([orb, list]) => [orb, [...new Set(list.map((p) => p.version))].toSorted().join(', ')]),
  );
}
