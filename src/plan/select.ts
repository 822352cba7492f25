import { nearest } from '../language/index.ts';
import type { JobKey, PipelinePlan, PlannedJob } from './plan.ts';

export interface UnknownName {
  readonly name: string;
  /** The workflow or job that was most likely meant. */
  readonly nearest: string | undefined;
  /** It exists, but the trigger leaves it out, for this reason. */
  readonly leftOut: string | undefined;
}

export type Selection =
  | { readonly kind: 'plan'; readonly plan: PipelinePlan }
  | { readonly kind: 'unknown'; readonly unknown: readonly UnknownName[] };

/**
 * The part of a plan that `names` mean: workflows by name, jobs by name (in every workflow that has one) or by key
 * (`main/build`). A job brings what it requires, to the first, unless `only`. No names mean everything.
 */
export function selectJobs(
  plan: PipelinePlan,
  names: readonly string[],
  options: { readonly only: boolean },
): Selection {
  if (names.length === 0) return { kind: 'plan', plan };
  const jobs = plan.workflows.flatMap((w) => w.jobs);
  const chosen = new Set<JobKey>();
  const unknown: UnknownName[] = [];
  for (const name of names) {
    const meant = jobsMeant(plan, jobs, name);
    if (meant.length === 0) unknown.push(unknownName(plan, jobs, name));
    for (const job of meant) chosen.add(job.key);
  }
  if (unknown.length > 0) return { kind: 'unknown', unknown };
  if (!options.only) addUpstream(jobs, chosen);
  return { kind: 'plan', plan: narrowed(plan, chosen) };
}

function jobsMeant(plan: PipelinePlan, jobs: readonly PlannedJob[], name: string): readonly PlannedJob[] {
  const workflow = plan.workflows.find((w) => w.name === name);
  return workflow?.jobs ?? jobs.filter((j) => j.name === name || j.key === name);
}

function unknownName(plan: PipelinePlan, jobs: readonly PlannedJob[], name: string): UnknownName {
  const known = [...plan.workflows.map((w) => w.name), ...jobs.map((j) => j.name)];
  const absent = plan.leftOut.find((l) => l.job === name || (l.job === undefined && l.workflow === name));
  return { name, nearest: nearest(name, known), leftOut: absent?.reason };
}

function addUpstream(jobs: readonly PlannedJob[], chosen: Set<JobKey>): void {
  const byKey = new Map(jobs.map((j) => [j.key, j]));
  // A set is walked in order of insertion, what is added on the way included.
  for (const key of chosen) for (const { job } of byKey.get(key)?.requires ?? []) chosen.add(job);
}

function narrowed(plan: PipelinePlan, chosen: ReadonlySet<JobKey>): PipelinePlan {
  const workflows = plan.workflows
    .map((w) => ({
      ...w,
      jobs: w.jobs
        .filter((j) => chosen.has(j.key))
        .map((j) => ({ ...j, requires: j.requires.filter((r) => chosen.has(r.job)) })),
    }))
    .filter((w) => w.jobs.length > 0);
  const used = new Set(workflows.flatMap((w) => w.jobs.map((j) => j.definition)));
  const definitions = Object.fromEntries(Object.entries(plan.definitions).filter(([name]) => used.has(name)));
  return { ...plan, workflows, definitions };
}
