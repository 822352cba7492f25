import type { ResolvedJob, ResolvedWorkflow, ResolvedWorkflowJob } from '../../language/index.ts';
import { jobContent } from './content.ts';

/** The definitions of a config, by name. */
export type Definitions = ReadonlyMap<string, ResolvedJob>;

export interface JobPair {
  readonly before: ResolvedWorkflowJob;
  readonly after: ResolvedWorkflowJob;
}

/** Which job of a workflow is which in another state of it. */
export interface MatchedJobs {
  /** In the order of `after`. */
  readonly pairs: readonly JobPair[];
  readonly removed: readonly ResolvedWorkflowJob[];
  readonly added: readonly ResolvedWorkflowJob[];
  /** Old names and what they became, unchanged ones left out. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * By name, and what is left by content: a job that does the same under a new name was renamed. So was one whose steps have
 * the same names in the same order, whatever changed in them.
 */
export function matchJobs(
  before: ResolvedWorkflow,
  after: ResolvedWorkflow,
  definitions: { readonly before: Definitions; readonly after: Definitions },
): MatchedJobs {
  const byName = pairUp(
    before.jobs,
    after.jobs,
    (j) => j.name,
    (j) => j.name,
  );
  const byContent = pairUp(
    byName.removed,
    byName.added,
    (j) => contentOf(j, definitions.before),
    (j) => contentOf(j, definitions.after),
  );
  const bySteps = pairUp(
    byContent.removed,
    byContent.added,
    (j) => stepNamesOf(j, definitions.before),
    (j) => stepNamesOf(j, definitions.after),
  );
  const renamed = new Map([...byContent.pairs, ...bySteps.pairs].map((p) => [p.before.name, p.after.name]));
  const approvals = pairUp(
    bySteps.removed,
    bySteps.added,
    (j) => approvalContent(j, renamed),
    (j) => approvalContent(j, new Map()),
  );
  for (const p of approvals.pairs) renamed.set(p.before.name, p.after.name);
  const order = new Map(after.jobs.map((job, i) => [job, i]));
  const pairs = [...byName.pairs, ...byContent.pairs, ...bySteps.pairs, ...approvals.pairs].toSorted(
    (a, b) => (order.get(a.after) ?? 0) - (order.get(b.after) ?? 0),
  );
  return { pairs, removed: approvals.removed, added: approvals.added, renamed };
}

type Keyed = (job: ResolvedWorkflowJob) => string | undefined;

/** Pairs of equal keys, each job once, in order; jobs without a key have no pair. */
function pairUp(
  before: readonly ResolvedWorkflowJob[],
  after: readonly ResolvedWorkflowJob[],
  oldKey: Keyed,
  newKey: Keyed,
) {
  const free = Map.groupBy(before, oldKey);
  free.delete(undefined);
  const pairs = after.flatMap((job): readonly JobPair[] => {
    const match = free.get(newKey(job))?.shift();
    return match === undefined ? [] : [{ before: match, after: job }];
  });
  const taken = new Set(pairs.flatMap((p) => [p.before, p.after]));
  const isFree = (job: ResolvedWorkflowJob): boolean => !taken.has(job);
  return { pairs, removed: before.filter(isFree), added: after.filter(isFree) };
}

function contentOf({ job }: ResolvedWorkflowJob, definitions: Definitions): string | undefined {
  const definition = job === undefined ? undefined : definitions.get(job);
  return definition && jobContent(definition);
}

/** Undefined for a job without steps: nothing tells it from others. */
function stepNamesOf({ job }: ResolvedWorkflowJob, definitions: Definitions): string | undefined {
  const steps = (job === undefined ? undefined : definitions.get(job))?.steps ?? [];
  return steps.length === 0 ? undefined : JSON.stringify(steps.map((s) => [s.kind, s.name]));
}

/** An approval does nothing that it could be known by; what it waits for and what its filters say has to do. */
function approvalContent(
  { type, requires, filters }: ResolvedWorkflowJob,
  renamed: ReadonlyMap<string, string>,
): string | undefined {
  if (type !== 'approval') return undefined;
  return JSON.stringify([requires.map((r) => [renamed.get(r.job) ?? r.job, r.statuses]), filters]);
}
