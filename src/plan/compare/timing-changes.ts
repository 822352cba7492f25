import { criticalPath } from '../critical-path.ts';
import type { PipelinePlan } from '../plan.ts';
import type { Comparison } from './comparison.ts';

/** How long a workflow is likely to take, by earlier runs. */
export interface TimingChange {
  /** Its name now, or that it had. */
  readonly workflow: string;
  /** null where the trigger does not run it. */
  readonly before: Timing | null;
  readonly after: Timing | null;
}

export interface Timing {
  readonly durationMs: number;
  /** Jobs of the critical path, in order. */
  readonly criticalPath: readonly string[];
}

/**
 * The timings of workflows whose critical path changed in jobs or in length. A renamed job takes as long as under its old
 * name, until there are runs of the new one. Jobs without any run count nothing, and without one that ran there is no timing.
 */
export function timingChanges(
  plans: { readonly before: PipelinePlan; readonly after: PipelinePlan },
  { workflows }: Comparison,
  durationsMs: ReadonlyMap<string, number>,
): readonly TimingChange[] {
  const oldNames = new Map(workflows.flatMap((w) => (w.kind === 'renamed' ? [[w.from, w.workflow]] : [])));
  const before = timings(plans.before, durationsMs, (name) => oldNames.get(name) ?? name);
  const after = timings(plans.after, withRenamed(durationsMs, workflows), (name) => name);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((workflow) => {
    const change = { workflow, before: before.get(workflow) ?? null, after: after.get(workflow) ?? null };
    const isTimed = [change.before, change.after].some((t) => t !== null && t.durationMs > 0);
    const isSame = JSON.stringify(change.before) === JSON.stringify(change.after);
    return isTimed && !isSame ? [change] : [];
  });
}

function timings(
  plan: PipelinePlan,
  durationsMs: ReadonlyMap<string, number>,
  nameOf: (workflow: string) => string,
): ReadonlyMap<string, Timing> {
  return new Map(
    plan.workflows.map((workflow) => {
      const { durationMs, jobs } = criticalPath(workflow, durationsMs);
      return [nameOf(workflow.name), { durationMs, criticalPath: jobs.map((j) => j.name) }];
    }),
  );
}

function withRenamed(
  durationsMs: ReadonlyMap<string, number>,
  workflows: Comparison['workflows'],
): ReadonlyMap<string, number> {
  const all = new Map(durationsMs);
  for (const change of workflows)
    for (const job of change.kind === 'changed' ? change.jobs : []) {
      const took = job.kind === 'renamed' ? durationsMs.get(job.from) : undefined;
      if (took !== undefined && !all.has(job.job)) all.set(job.job, took);
    }
  return all;
}
