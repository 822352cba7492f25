import type { JobGroupAst, WorkflowJobAst } from '../config/ast.ts';
import { didYouMeanKey } from '../config/did-you-mean.ts';
import { jobSettings } from '../config/workflow-job-shapes.ts';
import type { Entry, MapNode, Node } from '../tree/node.ts';
import { type Context, type Frame, originAt } from './context.ts';
import { reportIn, spend } from './report-in.ts';
import { findJob, type Found, lookUpJob } from './lookup.ts';
import { type Combination, defaultMemberName, matrixFrame, resolveMatrix } from './matrix.ts';
import { resolveSettings, settingAt, stepsSetting } from './member-settings.ts';
import type { MatrixSet, Member } from './members.ts';
import type { Span } from '../source/span.ts';
import type { Origin } from './resolved.ts';
import { renderKey } from './render.ts';
import { textAt, textOf } from './rendered-values.ts';
import { type CompiledJob, resolveJob } from './resolve-job.ts';
import type { JobAst } from '../config/ast.ts';

/** What resolving the entries of a workflow needs beside its frame. */
export interface MemberContext {
  readonly context: Context;
  readonly jobGroups: ReadonlyMap<string, JobGroupAst>;
  /** Jobs used without arguments compile to the same each time. */
  readonly plainJobs: Map<JobAst, CompiledJob | undefined>;
}

export interface ResolvedMembers {
  readonly members: readonly Member[];
  readonly sets: readonly MatrixSet[];
}

/** One entry of a workflow: a job, its matrix's jobs, or an approval. */
export function resolveEntry(entry: WorkflowJobAst, frame: Frame, env: MemberContext): ResolvedMembers {
  const { context } = env;
  const name = renderKey(entry.key, entry.keySpan, frame, context);
  if (name === undefined) return { members: [], sets: [] };
  const { settings } = entry;
  const matrix = settings?.entries.find((e) => e.key === 'matrix')?.value;
  const use = useOf({ ...entry, key: name }, frame, env);
  if (matrix === undefined || (matrix.kind === 'scalar' && matrix.value === null))
    return { members: [memberOf(use, undefined, undefined, frame)], sets: [] };
  const resolved = resolveMatrix(matrix, name, frame, context);
  if (resolved === undefined) return brokenEntry(use, matrix, frame);
  const set: MatrixSet = { alias: resolved.alias ?? name };
  const { combinations } = resolved;
  if (!spend('jobs', combinations.length, entry.keySpan, frame, context)) return { members: [], sets: [set] };
  return { members: combinations.map((c) => memberOf(use, c, set, frame)), sets: [set] };
}

/** An entry, with what all members of it share. */
interface EntryUse {
  readonly entry: WorkflowJobAst;
  readonly env: MemberContext;
  readonly isApproval: boolean;
  readonly found: Found<JobAst> | undefined;
  /** The orb's job that takes the place of the local one. */
  readonly override: Override | undefined;
}

interface Override {
  readonly found: Found<JobAst>;
  readonly name: string;
  readonly span: Span;
}

function useOf(entry: WorkflowJobAst, frame: Frame, env: MemberContext): EntryUse {
  const { context } = env;
  const type = settingAt(entry.settings, 'type', frame, context);
  const written = textOf(type);
  if (written === 'approval') {
    checkApproval(entry, frame, context);
    return { entry, env, isApproval: true, found: undefined, override: undefined };
  }
  if (type !== undefined && written !== 'build')
    reportIn(
      context,
      frame,
      'workflow/type',
      type.span,
      `A workflow can't give a job the type "${written}"; only approval can be given here.`,
      {
        hint: `Declare it: jobs: {${entry.key}: {type: ${written}}}`,
      },
    );
  const override = overrideOf(entry, frame, env);
  const found = override?.found ?? findJob(entry.key, entry.keySpan, frame, context);
  return { entry, env, found, override, isApproval: found?.definition.type === 'approval' };
}

/** WFL-70: an orb's job in place of the local one; the local one where the orb has none. */
function overrideOf(entry: WorkflowJobAst, frame: Frame, { context }: MemberContext): Override | undefined {
  const node = settingAt(entry.settings, 'override-with', frame, context);
  const name = textOf(node);
  if (node === undefined || name === undefined) return undefined;
  if (!name.includes('/')) {
    reportIn(
      context,
      frame,
      'override/invalid',
      node.span,
      `"override-with" needs a job of an orb, found "${name}".`,
      {
        hint: 'Write it as alias/job.',
      },
    );
    return undefined;
  }
  const result = lookUpJob(name, node.span, frame, context);
  if (result.kind === 'found') return { found: result, name, span: node.span };
  if (result.kind === 'none')
    reportIn(
      context,
      frame,
      'override/invalid',
      node.span,
      `The orb has no job "${name}"; "${entry.key}" itself is used.`,
      {
        severity: 'warning',
      },
    );
  return undefined;
}

const approvalKeys = ['name', 'requires', 'context', 'filters', 'matrix', 'type', 'serial-group'];

/** JOB-11: an approval has no steps; keys that mean nothing to it are ignored with a warning. */
function checkApproval({ key, settings }: WorkflowJobAst, frame: Frame, context: Context): void {
  if (settings === undefined) return;
  for (const e of settings.entries) {
    if (approvalKeys.includes(e.key)) continue;
    if (e.key === 'pre-steps' || e.key === 'post-steps')
      reportIn(
        context,
        frame,
        'config/unknown-key',
        e.keySpan,
        `The approval "${key}" runs no steps, so it has no "${e.key}".`,
      );
    else
      reportIn(
        context,
        frame,
        'workflow/unknown-key',
        e.keySpan,
        `An approval has no key "${e.key}"; it is ignored.`,
        {
          severity: 'warning',
          ...didYouMeanKey(e, settings, approvalKeys),
        },
      );
  }
}

function memberOf(
  use: EntryUse,
  combination: Combination | undefined,
  set: MatrixSet | undefined,
  outer: Frame,
): Member {
  const { entry, env, isApproval } = use;
  const { context } = env;
  const frame = combination === undefined ? outer : matrixFrame(combination, outer);
  const settings = resolveSettings(entry.settings, frame, context);
  const fallback = combination === undefined ? entry.key : defaultMemberName(entry.key, combination);
  const name = settings.name ?? fallback;
  const compiled =
    use.found === undefined || isApproval ? undefined : compile(use, use.found, combination, frame);
  return {
    name,
    job: entry.key,
    span: entry.keySpan,
    type: isApproval ? 'approval' : (use.found?.definition.type ?? 'build'),
    compiled,
    visible: { scope: '', name },
    requiresIn: '',
    set,
    requires: settings.requires,
    implied: [],
    filters: settings.filters,
    context: settings.context,
    serialGroup: settings.serialGroup,
    origin: originOf(use, frame),
  };
}

/** WFL-70: a job that took the place of another is told of with both. */
function originOf({ entry, isApproval, override }: EntryUse, frame: Frame): Origin {
  const what = `the ${isApproval ? 'approval' : 'job'} "${entry.key}"`;
  const origin = originAt(entry.keySpan, what, frame);
  return override === undefined
    ? origin
    : originAt(override.span, `the job "${override.name}" by override-with`, { reachedBy: origin });
}

/** Stands for an entry whose matrix is wrong, so that what requires it, or its alias, is not told of as well. */
function brokenEntry(use: EntryUse, matrix: Node, frame: Frame): ResolvedMembers {
  const { key, settings } = use.entry;
  const alias = matrix.kind === 'map' ? textAt(matrix, 'alias') : undefined;
  const name = settings === undefined ? undefined : textAt(settings, 'name');
  const set: MatrixSet = { alias: alias ?? key };
  const isPlain = name !== undefined && !name.includes('<<');
  return { members: [brokenMember(use, isPlain ? name : key, set, frame)], sets: [set] };
}

function brokenMember(use: EntryUse, name: string, set: MatrixSet, frame: Frame): Member {
  const { entry } = use;
  const origin = originAt(entry.keySpan, `the job "${entry.key}"`, frame);
  return {
    name,
    job: entry.key,
    span: entry.keySpan,
    type: 'build',
    compiled: undefined,
    visible: { scope: '', name },
    requiresIn: '',
    set,
    requires: [],
    implied: [],
    filters: undefined,
    context: undefined,
    serialGroup: undefined,
    origin,
  };
}

function compile(
  { entry, env }: EntryUse,
  found: Found<JobAst>,
  combination: Combination | undefined,
  frame: Frame,
): CompiledJob | undefined {
  const { context, plainJobs } = env;
  const { settings } = entry;
  const args = argumentsOf(settings, combination);
  const preSteps = stepsSetting(settings, 'pre-steps', frame, context);
  const postSteps = stepsSetting(settings, 'post-steps', frame, context);
  const use = { name: entry.key, span: entry.keySpan, args, preSteps, postSteps, frame };
  if (args.length + preSteps.steps.length + postSteps.steps.length > 0)
    return resolveJob(found, use, context);
  if (!plainJobs.has(found.definition)) plainJobs.set(found.definition, resolveJob(found, use, context));
  return plainJobs.get(found.definition);
}

/** What is no setting is an argument; the matrix gives its own (WFL-21, WFL-27). */
function argumentsOf(settings: MapNode | undefined, combination: Combination = []): readonly Entry[] {
  const written = (settings?.entries ?? []).filter((e) => !Object.hasOwn(jobSettings, e.key));
  return [...written, ...combination];
}
