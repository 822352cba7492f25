import type { PipelinePlan } from '../plan.ts';
import type { RunChange, Side } from './comparison.ts';

/** The name that a workflow's job goes by now, of its name before. */
export type Rename = (workflow: string, job: string) => { readonly workflow: string; readonly job: string };

/** Which jobs the trigger runs now and did not before, and the other way round. */
export function runChanges(before: Side, after: Side, rename: Rename): readonly RunChange[] {
  const keyOf = (workflow: string, job: string): string => JSON.stringify([workflow, job]);
  const old = planned(before.plan).map((j) => rename(j.workflow, j.job));
  const now = planned(after.plan);
  const ran = new Set(old.map((j) => keyOf(j.workflow, j.job)));
  const runs = new Set(now.map((j) => keyOf(j.workflow, j.job)));
  const why = reasons(before.plan, rename);
  const whyNot = reasons(after.plan, (workflow, job) => ({ workflow, job }));
  const change = (kind: RunChange['kind'], why: Reasons) => (j: { workflow: string; job: string }) => ({
    kind,
    ...j,
    reason: why(j.workflow, j.job),
  });
  return [
    ...unique(now, keyOf)
      .filter((j) => !ran.has(keyOf(j.workflow, j.job)))
      .map(change('starts', why)),
    ...unique(old, keyOf)
      .filter((j) => !runs.has(keyOf(j.workflow, j.job)))
      .map(change('stops', whyNot)),
  ];
}

interface Named {
  readonly workflow: string;
  readonly job: string;
}

function planned(plan: PipelinePlan): readonly Named[] {
  return plan.workflows.flatMap((w) => w.jobs.map((j) => ({ workflow: w.name, job: j.name })));
}

/** Two entries of one name (GT2-N1) count as one. */
function unique(jobs: readonly Named[], keyOf: (workflow: string, job: string) => string): readonly Named[] {
  return [...new Map(jobs.map((j) => [keyOf(j.workflow, j.job), j])).values()];
}

type Reasons = (workflow: string, job: string) => string | null;

/** Why a plan leaves a job out; null when it knows no such job. */
function reasons(plan: PipelinePlan, rename: Rename): Reasons {
  const known = new Map<string, string>();
  for (const { workflow, job = '', reason } of plan.leftOut) {
    const name = rename(workflow, job);
    known.set(JSON.stringify([name.workflow, name.job]), reason);
  }
  const at = (workflow: string, job: string) => known.get(JSON.stringify([workflow, job]));
  return (workflow, job) => at(workflow, job) ?? at(workflow, '') ?? null;
}
