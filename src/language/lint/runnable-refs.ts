import { compileRegex } from '../expr/regex.ts';
import type {
  RefFilter,
  ResolvedFilters,
  ResolvedWorkflow,
  ResolvedWorkflowJob,
} from '../resolve/resolved.ts';

/** Refs of one kind that something runs on, as far as that is certain. */
export type Refs =
  | { readonly kind: 'all' | 'open' }
  | { readonly kind: 'these'; readonly names: readonly string[] };

const all: Refs = { kind: 'all' };
const open: Refs = { kind: 'open' };
const none: Refs = { kind: 'these', names: [] };

/** Where a job of a workflow runs: its own filters, and what they leave of the jobs that it requires (WFL-39). */
export interface Runnable {
  readonly branches: Refs;
  readonly tags: Refs;
}

export function isNever({ branches, tags }: Runnable): boolean {
  return isEmpty(branches) && isEmpty(tags);
}

export function isEmpty(refs: Refs): boolean {
  return refs.kind === 'these' && refs.names.length === 0;
}

/** What a job's own filters say (WFL-45 to WFL-50). */
export function ownRefs(filters: ResolvedFilters | undefined): Runnable {
  if (filters?.kind === 'expression') return { branches: open, tags: open };
  return { branches: refsOf(filters?.branches, all), tags: refsOf(filters?.tags, none) };
}

function refsOf(filter: RefFilter | undefined, otherwise: Refs): Refs {
  const { only, ignore } = filter ?? {};
  if (only !== undefined) return only.some(isPattern) ? open : { kind: 'these', names: only };
  if (ignore === undefined) return otherwise;
  return ignore.some(ignoresAll) ? none : open;
}

function isPattern(ref: string): boolean {
  return /^\/.*\/$/s.test(ref);
}

/** Probes: a pattern that fits all of these is meant for every ref. */
const probes = ['main', 'x', 'a/b-c_d.1', 'release/2.0', 'Z9', 'pull/1'];

function ignoresAll(ref: string): boolean {
  if (!isPattern(ref)) return false;
  const outcome = compileRegex(ref.slice(1, -1));
  return outcome.kind === 'regex' && probes.every((probe) => outcome.regex.matches(probe));
}

/** For each entry of a workflow, by its place in the list; each is decided after those that it requires. */
export function runnableJobs({ jobs }: ResolvedWorkflow): ReadonlyMap<ResolvedWorkflowJob, Runnable> {
  const byName = Map.groupBy(jobs, (job) => job.name);
  const known = new Map<ResolvedWorkflowJob, Runnable>();
  const waiting = jobs.toReversed();
  const started = new Set<ResolvedWorkflowJob>();
  for (let job = waiting.at(-1); job !== undefined; job = waiting.at(-1)) {
    const upstream = job.requires.flatMap((r) => byName.get(r.job) ?? []).filter((u) => u !== job);
    const missing = started.has(job) ? [] : upstream.filter((u) => !known.has(u));
    started.add(job);
    if (missing.length > 0) {
      waiting.push(...missing);
      continue;
    }
    waiting.pop();
    if (known.has(job)) continue;
    const own = ownRefs(job.filters);
    const before = upstream.flatMap((u) => known.get(u) ?? []);
    known.set(job, before.length === 0 ? own : narrowed(own, before));
  }
  return known;
}

function narrowed(own: Runnable, upstream: readonly Runnable[]): Runnable {
  return {
    branches: meet(own.branches, upstream.map((u) => u.branches).reduce(join, none)),
    tags: meet(own.tags, upstream.map((u) => u.tags).reduce(join, none)),
  };
}

function join(a: Refs, b: Refs): Refs {
  if (a.kind === 'all' || b.kind === 'all') return all;
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  if (a.kind === 'these' && b.kind === 'these') return { kind: 'these', names: [...a.names, ...b.names] };
  return open;
}

function meet(a: Refs, b: Refs): Refs {
  if (isEmpty(a) || isEmpty(b)) return none;
  if (a.kind === 'all') return b;
  if (b.kind === 'all') return a;
  if (a.kind === 'these' && b.kind === 'these') {
    const { names } = b;
    return { kind: 'these', names: a.names.filter((name) => names.includes(name)) };
  }
  return open;
}
