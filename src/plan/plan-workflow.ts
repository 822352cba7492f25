import type {
  RequirableStatus,
  ResolvedJob,
  ResolvedWorkflow,
  ResolvedWorkflowJob,
  Scope,
} from '../language/index.ts';
import { type Ref, filteredOutBecause } from './filters.ts';
import {
  type JobKey,
  type LeftOut,
  type PlannedJob,
  type Requirement,
  type WorkflowPlan,
  jobKey,
} from './plan.ts';

export interface PlannedWorkflow {
  readonly plan: WorkflowPlan;
  readonly leftOut: readonly LeftOut[];
}

/** An entry of the workflow with the entries that it requires. */
interface Candidate {
  readonly entry: ResolvedWorkflowJob;
  readonly key: JobKey;
  readonly needs: readonly Need[];
  /** Why it does not run; undefined while it does. */
  reason: string | undefined;
}

interface Need {
  readonly on: Candidate;
  readonly statuses: readonly RequirableStatus[];
}

/** Applies filters, then lets requirements of what they removed fall (WFL-39). */
export function planWorkflow(
  workflow: ResolvedWorkflow,
  definitions: readonly ResolvedJob[],
  ref: Ref,
  scope: Scope,
): PlannedWorkflow {
  const candidates = candidatesOf(workflow);
  for (const c of candidates) c.reason = filteredOutBecause(c.entry.filters, ref, scope);
  for (const c of requiredFirst(candidates)) c.reason ??= strandedBecause(c);
  const byName = new Map(definitions.map((d) => [d.name, d]));
  const kept = candidates.filter((c) => c.reason === undefined);
  return {
    plan: {
      name: workflow.name,
      maxAutoReruns: workflow.maxAutoReruns,
      jobs: kept.map((c) => plannedJob(c, byName)),
    },
    leftOut: candidates.flatMap((c) =>
      c.reason === undefined ? [] : [{ workflow: workflow.name, job: c.entry.name, reason: c.reason }],
    ),
  };
}

/** A required name means every entry of that name but the one that requires it (WFL-15, GT2-N1). */
function candidatesOf(workflow: ResolvedWorkflow): readonly Candidate[] {
  const taken = new Set<string>();
  const candidates = workflow.jobs.map((entry) => ({
    entry,
    key: freeKey(`${workflow.name}/${entry.name}`, taken),
    needs: [] as Need[],
    reason: undefined as string | undefined,
  }));
  const byName = Map.groupBy(candidates, (c) => c.entry.name);
  for (const candidate of candidates)
    for (const { job, statuses } of candidate.entry.requires)
      for (const on of byName.get(job) ?? []) if (on !== candidate) candidate.needs.push({ on, statuses });
  return candidates;
}

/** `main/build`, and for a second entry of that name (GT2-N1) `main/build (2)`. */
function freeKey(wanted: string, taken: Set<string>): JobKey {
  let key = wanted;
  for (let i = 2; taken.has(key); i++) key = `${wanted} (${i})`;
  taken.add(key);
  return jobKey(key);
}

/**
 * Each candidate after all that it requires. Jobs that require each other in a circle, which the compiler refuses, come
 * out marked, so that a plan is acyclic whatever it was made from.
 */
function requiredFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  const waiting = new Map(candidates.map((c) => [c, new Set(c.needs.map((n) => n.on))]));
  const dependants = Map.groupBy(
    candidates.flatMap((c) => [...(waiting.get(c) ?? [])].map((on) => ({ on, by: c }))),
    (edge) => edge.on,
  );
  const ordered = candidates.filter((c) => waiting.get(c)?.size === 0);
  for (const done of ordered)
    for (const { by } of dependants.get(done) ?? []) {
      const left = waiting.get(by);
      left?.delete(done);
      if (left?.size === 0) ordered.push(by);
    }
  for (const c of candidates)
    if ((waiting.get(c)?.size ?? 0) > 0) c.reason = 'it requires itself, through other jobs';
  return ordered;
}

/** WFL-39: what is gone drops out of `requires`; a job whose requirements are all gone goes as well. */
function strandedBecause({ needs }: Candidate): string | undefined {
  if (needs.length === 0 || needs.some((n) => n.on.reason === undefined)) return undefined;
  const names = [...new Set(needs.map((n) => n.on.entry.name))];
  return names.length === 1
    ? `${names[0] ?? ''}, which it requires, does not run`
    : `none of the jobs that it requires runs: ${names.join(', ')}`;
}

function plannedJob(
  { entry, key, needs }: Candidate,
  definitions: ReadonlyMap<string, ResolvedJob>,
): PlannedJob {
  const definition = entry.job === undefined ? undefined : definitions.get(entry.job);
  const requires: Requirement[] = needs
    .filter((n) => n.on.reason === undefined)
    .map((n) => ({ job: n.on.key, statuses: n.statuses }));
  return {
    key,
    name: entry.name,
    type: entry.type,
    requires,
    contexts: entry.contexts,
    parallelism: definition?.parallelism ?? 1,
    ...(entry.serialGroup !== undefined && { serialGroup: entry.serialGroup }),
    ...(definition?.lockKey !== undefined && { lockKey: definition.lockKey }),
    definition: definition?.name,
  };
}
