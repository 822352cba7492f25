import { placeFinder, placeText } from '../source/place.ts';
import type { SourceFiles } from '../source/source-file.ts';
import type { Span } from '../source/span.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';
import { printYaml } from '../tree/print-yaml.ts';
import { orbLines } from './print-processed.ts';
import type { JobTrace } from './resolve-job.ts';
import type { Origin, ResolvedConfig, ResolvedJob } from './resolved.ts';
import { chainOf } from './trace.ts';

export interface TracedConfig {
  readonly config: ResolvedConfig;
  readonly document: MapNode;
  readonly traces: ReadonlyMap<string, JobTrace>;
}

/**
 * The processed config with a comment above each job, key, variable and step that says where it was written and by which
 * calls it came there. As data it is the same as without.
 */
export function printTraced({ config, document, traces }: TracedConfig, files: SourceFiles): string {
  const comments = new Map<Entry | Node, readonly string[]>();
  const at = placeFinder(files);
  const place = (span: Span): string => placeText(at(span));
  const jobs = new Map(config.jobs.map((job) => [job.name, job]));
  const traced = withJobs(document, (entry) => {
    const job = jobs.get(entry.key);
    const trace = traces.get(entry.key);
    return job && trace ? tracedJob(entry, { job, trace, place, comments }) : entry;
  });
  return orbLines(config) + printYaml(traced, comments);
}

interface Tracing {
  readonly job: ResolvedJob;
  readonly trace: JobTrace;
  readonly place: (span: Span) => string;
  /** Filled on the way. They go by node, and jobs may share nodes: so each gets copies of its own. */
  readonly comments: Map<Entry | Node, readonly string[]>;
}

function withJobs(document: MapNode, traced: (job: Entry) => Entry): MapNode {
  const entries = document.entries.map((e) =>
    e.key === 'jobs' && e.value.kind === 'map' ? withEntries(e, e.value.entries.map(traced)) : e,
  );
  return { ...document, entries };
}

function withEntries(entry: Entry, entries: readonly Entry[]): Entry {
  return { ...entry, value: { kind: 'map', entries, span: entry.value.span } };
}

function tracedJob(entry: Entry, tracing: Tracing): Entry {
  if (entry.value.kind !== 'map') return entry;
  const { job, trace, place } = tracing;
  const copy = withEntries(
    entry,
    entry.value.entries.map((e) => tracedKey(e, tracing)),
  );
  const uses = chainOf(job.origin);
  const declared = trace.declared === undefined ? [] : [`${place(trace.declared)} · declared`];
  return commented(copy, [...declared, ...callLines(uses, tracing)], tracing);
}

function tracedKey(entry: Entry, tracing: Tracing): Entry {
  const { key, keySpan, value } = entry;
  if (value.kind === 'list' && key === 'steps') {
    const items = value.items.map((item, i) => tracedStep(item, i, tracing));
    return { ...entry, value: { ...value, items } };
  }
  const inner =
    value.kind === 'list' && key === 'environment'
      ? { ...value, items: value.items.map((item) => tracedVariable(item, tracing)) }
      : value;
  return commented({ ...entry, value: inner }, [partText(keySpan, tracing)], tracing);
}

function tracedVariable(item: Node, tracing: Tracing): Node {
  const [variable] = item.kind === 'map' ? item.entries : [];
  if (variable === undefined) return item;
  return commented({ ...item }, [partText(variable.keySpan, tracing)], tracing);
}

function tracedStep(item: Node, index: number, tracing: Tracing): Node {
  const step = tracing.job.steps[index];
  if (step === undefined) return item;
  const [written, ...calls] = [...chainOf(step.origin), tracing.job.origin];
  const head = written === undefined ? [] : [`${tracing.place(written.span)} · ${written.what ?? ''}`];
  return commented({ ...item }, [...head, ...callLines(calls, tracing)], tracing);
}

/** Where a key or variable was written, and which executor brought it. */
function partText(span: Span, { trace, place }: Tracing): string {
  const { executor, fromExecutor } = trace;
  const isTheirs = executor !== undefined && fromExecutor.has(span);
  return isTheirs ? `${place(span)} · from ${linkText(executor, place)}` : place(span);
}

function callLines(calls: readonly Origin[], { place }: Tracing): readonly string[] {
  return calls.map((o) => `  from ${linkText(o, place)}`);
}

function linkText({ what, span }: Origin, place: Tracing['place']): string {
  return `${what ?? ''} (${place(span)})`;
}

function commented<T extends Entry | Node>(of: T, lines: readonly string[], { comments }: Tracing): T {
  comments.set(of, lines);
  return of;
}
