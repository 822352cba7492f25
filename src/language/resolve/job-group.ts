import type { JobGroupAst, WorkflowJobAst } from '../config/ast.ts';
import type { Span } from '../source/span.ts';
import { entryOf, mapNode, scalarNode } from '../tree/make-node.ts';
import { canonicalText } from '../tree/plain-data.ts';
import { type Context, type Frame, originAt } from './context.ts';
import { reportIn } from './report-in.ts';
import { type MemberSettings, resolveSettings } from './member-settings.ts';
import type { Link, Member } from './members.ts';
import { type MemberContext, resolveEntry } from './resolve-members.ts';
import type { CompiledJob, JobTrace } from './resolve-job.ts';
import type { Origin } from './resolved.ts';
import { typedJob } from './typed-job.ts';

const invocationKeys = ['name', 'requires', 'filters', 'serial-group'];
const memberKeys = ['name', 'requires', 'filters'];

/**
 * A job-group put in place (WFL-67): its members between a start and an end that do nothing, all named
 * `group/…`. With a `serial-group` the start takes a lock, and a job of its own gives it back however the members
 * ended, while the end still waits for their success (WFL-68).
 */
export function resolveJobGroup(
  group: JobGroupAst,
  entry: WorkflowJobAst,
  frame: Frame,
  env: MemberContext,
): readonly Member[] {
  const { context } = env;
  checkInvocation(group, entry, frame, context);
  const settings = resolveSettings(entry.settings, frame, context);
  const name = settings.name ?? group.name;
  const shared = { name, entry, settings, frame };
  const start = startOf(shared);
  const members = group.jobs.flatMap((job) => innerMembers(job, group, shared, start, env));
  const after = members.map((target): Link => ({ target, statuses: undefined, span: entry.keySpan }));
  const end = {
    ...outer(shared, 'group-end', noOp(shared)),
    implied: after,
    requires: [],
    visible: { scope: '', name },
  };
  if (settings.serialGroup === undefined) return [start, ...members, end];
  const anyhow = scalarNode('terminal', entry.keySpan);
  const unlock = {
    ...outer(shared, 'group-unlock', lock(shared, 'unlock', settings.serialGroup)),
    implied: after.map((l) => ({ ...l, statuses: anyhow })),
    requires: [],
  };
  return [start, ...members, end, unlock];
}

interface Shared {
  readonly name: string;
  readonly entry: WorkflowJobAst;
  readonly settings: MemberSettings;
  readonly frame: Frame;
}

function startOf(shared: Shared): Member {
  const { serialGroup } = shared.settings;
  return outer(
    shared,
    'group-start',
    serialGroup === undefined ? noOp(shared) : lock(shared, 'lock', serialGroup),
  );
}

/** A job that the group itself adds. */
function outer(shared: Shared, part: string, compiled: CompiledJob): Member {
  const { name, entry, settings } = shared;
  return {
    name: `${name}/${part}`,
    job: undefined,
    span: entry.keySpan,
    type: compiled.job.type,
    compiled,
    visible: undefined,
    requiresIn: '',
    set: undefined,
    requires: settings.requires,
    implied: [],
    filters: settings.filters,
    context: undefined,
    serialGroup: undefined,
    origin: originOf(shared),
  };
}

function originOf({ name, entry, frame }: Shared): Origin {
  return originAt(entry.keySpan, `the job-group "${name}"`, frame);
}

/** Nobody wrote it. */
const untraced: JobTrace = { declared: undefined, executor: undefined, fromExecutor: new Set() };

function noOp(shared: Shared): CompiledJob {
  const span = shared.entry.keySpan;
  const node = mapNode([entryOf('type', scalarNode('no-op', span))], span);
  return { node, job: typedJob('no-op', node, []), trace: untraced, key: canonicalText(node) };
}

function lock(shared: Shared, type: 'lock' | 'unlock', key: string): CompiledJob {
  const span = shared.entry.keySpan;
  const node = mapNode(
    [entryOf('type', scalarNode(type, span)), entryOf('key', scalarNode(key, span))],
    span,
  );
  return { node, job: typedJob(type, node, []), trace: untraced, key: canonicalText(node) };
}

function innerMembers(
  job: WorkflowJobAst,
  group: JobGroupAst,
  shared: Shared,
  start: Member,
  env: MemberContext,
): readonly Member[] {
  const { context } = env;
  if (env.jobGroups.has(job.key)) {
    refuse(
      context,
      shared,
      job.keySpan,
      `The job-group "${group.name}" holds the job-group "${job.key}"; groups can't be nested.`,
    );
    return [];
  }
  const forbidden = (job.settings?.entries ?? []).filter((e) => !memberKeys.includes(e.key));
  for (const e of forbidden)
    refuse(
      context,
      shared,
      e.keySpan,
      `A job of a job-group can't have "${e.key}"; its keys are ${memberKeys.join(', ')}.`,
    );
  const { members } = resolveEntry(
    withoutForbidden(job),
    { ...shared.frame, reachedBy: originOf(shared) },
    env,
  );
  const first: Link = { target: start, statuses: undefined, span: job.keySpan };
  const inner = `${shared.name}@${shared.entry.keySpan.start}`; // each use of a group is a scope of its own
  return members.map((m) => ({
    ...m,
    name: `${shared.name}/${m.name}`,
    visible: { scope: inner, name: m.name },
    requiresIn: inner,
    filters: m.filters ?? shared.settings.filters,
    implied: m.requires.length === 0 ? [first] : [],
  }));
}

function withoutForbidden(job: WorkflowJobAst): WorkflowJobAst {
  if (job.settings === undefined) return job;
  const entries = job.settings.entries.filter((e) => memberKeys.includes(e.key));
  return { ...job, settings: { ...job.settings, entries } };
}

function checkInvocation(group: JobGroupAst, entry: WorkflowJobAst, frame: Frame, context: Context): void {
  for (const e of entry.settings?.entries ?? [])
    if (!invocationKeys.includes(e.key))
      reportIn(
        context,
        frame,
        'job-group/invalid',
        e.keySpan,
        `The job-group "${group.name}" can't have "${e.key}"; its keys are ${invocationKeys.join(', ')}.`,
        { related: [{ span: group.nameSpan, message: 'declared here' }] },
      );
}

function refuse(context: Context, shared: Shared, span: Span, message: string): void {
  reportIn(context, shared.frame, 'job-group/invalid', span, message);
}
