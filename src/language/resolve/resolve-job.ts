import type { JobAst, StepAst } from '../config/ast.ts';
import { executorKinds } from '../config/executor-shapes.ts';
import { jobFields } from '../config/read-job.ts';
import { without } from '../config/read-executor.ts';
import type { Span } from '../source/span.ts';
import { entryOf, listNode } from '../tree/make-node.ts';
import type { Entry, MapNode } from '../tree/node.ts';
import { canonicalText } from '../tree/plain-data.ts';
import { bindArguments, type Callee, innerFrame } from './bind-arguments.ts';
import type { CompiledStep } from './builtin-step.ts';
import type { Context, Frame } from './context.ts';
import { reportIn } from './report-in.ts';
import { expandSteps } from './expand-steps.ts';
import type { Found } from './lookup.ts';
import { mergeExecutor, spansOf } from './merge-executor.ts';
import { noExecutor, renderSettings, resolveExecutor } from './resolve-executor.ts';
import type { Origin, ResolvedJob } from './resolved.ts';
import { typedJob } from './typed-job.ts';

/** A job as it came out for one use of it; which name it gets, all uses together decide. */
export interface CompiledJob {
  readonly node: MapNode;
  readonly job: Omit<ResolvedJob, 'name' | 'origin'>;
  readonly trace: JobTrace;
  /** The same for jobs that compile to the same (GT2-N1, GT2-N2). */
  readonly key: string;
}

/** Where what a job came to was written, as far as its steps do not tell. */
export interface JobTrace {
  /** Its name where it is declared; undefined for a job that a job-group adds. */
  readonly declared: Span | undefined;
  readonly executor: Origin | undefined;
  /** Keys and variables that the executor brought, by their very span. */
  readonly fromExecutor: ReadonlySet<Span>;
}

/** A use of a job in a workflow. */
export interface JobUse {
  /** As written: `build`, `alias/build`. */
  readonly name: string;
  readonly span: Span;
  readonly args: readonly Entry[];
  readonly preSteps: StepsAround;
  readonly postSteps: StepsAround;
  /** The workflow's, where arguments and the steps around it are evaluated (STP-12). */
  readonly frame: Frame;
}

/** `pre-steps` or `post-steps`; span is that of the key. */
export interface StepsAround {
  readonly steps: readonly StepAst[];
  readonly span: Span | undefined;
}

/** Compiles one use of a job. Undefined when something in it is wrong, which is reported. */
export function resolveJob(found: Found<JobAst>, use: JobUse, context: Context): CompiledJob | undefined {
  const { definition, namespace } = found;
  const what = `the job "${use.name}"`;
  const callee: Callee = {
    what,
    nameSpan: definition.nameSpan,
    parameters: definition.parameters,
    namespace,
  };
  const bound = bindArguments(callee, use.args, { frame: use.frame, span: use.span }, context);
  const origin = { span: use.span, what, calledFrom: use.frame.origin };
  const frame = innerFrame(callee, bound, { origin, reachedBy: undefined, active: [] }, context);
  const steps = definition.steps && [
    ...expandAround('the pre-steps', use.preSteps, use, context),
    ...expandSteps(definition.steps, frame, context),
    ...expandAround('the post-steps', use.postSteps, use, context),
  ];
  const merged = jobNode(definition, steps, frame, context);
  if (merged === undefined) return undefined;
  const { node, executor, fromExecutor } = merged;
  return {
    node,
    job: typedJob(definition.type, node, steps?.map((s) => s.step) ?? []),
    trace: { declared: definition.nameSpan, executor, fromExecutor },
    key: canonicalText(node),
  };
}

function expandAround(
  what: string,
  { steps, span }: StepsAround,
  { frame }: JobUse,
  context: Context,
): readonly CompiledStep[] {
  return span === undefined ? [] : expandSteps(steps, { ...frame, reachedBy: { span, what } }, context);
}

interface MergedJob extends Pick<JobTrace, 'executor' | 'fromExecutor'> {
  readonly node: MapNode;
}

function jobNode(
  definition: JobAst,
  steps: readonly CompiledStep[] | undefined,
  frame: Frame,
  context: Context,
): MergedJob | undefined {
  const { body, executor, type, nameSpan } = definition;
  const inherited = executor === undefined ? noExecutor : resolveExecutor(executor, frame, context);
  const settings = renderSettings(
    without(body, ['steps', 'executor']),
    jobFields(type),
    `the job "${definition.name}"`,
    frame,
    context,
  );
  if (inherited === undefined || settings === undefined) return undefined;
  const own = steps === undefined ? settings : withSteps(body, settings, steps, nameSpan);
  const node = mergeExecutor(inherited.entries, own, body.span);
  if (type === 'build' && !hasOneKind(node, definition, frame, context)) return undefined;
  return { node, executor: inherited.origin, fromExecutor: spansOf(inherited.entries) };
}

/** The steps stand where the job has them. */
function withSteps(
  body: MapNode,
  settings: readonly Entry[],
  steps: readonly CompiledStep[],
  nameSpan: Span,
): readonly Entry[] {
  const at = body.entries.findIndex((e) => e.key === 'steps');
  const written = body.entries[at];
  const list = listNode(
    steps.map((s) => s.node),
    written?.value.span ?? nameSpan,
  );
  const before = new Set(body.entries.slice(0, Math.max(at, 0)).map((e) => e.keySpan.start));
  return [
    ...settings.filter((e) => before.has(e.keySpan.start)),
    entryOf('steps', list, written?.keySpan ?? nameSpan),
    ...settings.filter((e) => !before.has(e.keySpan.start)),
  ];
}

/** EXE-01, once it is known what the executor brings. */
function hasOneKind(merged: MapNode, definition: JobAst, frame: Frame, context: Context): boolean {
  const kinds = executorKinds.filter((kind) => merged.entries.some((e) => e.key === kind));
  if (kinds.length === 1) return true;
  const { body, executor } = definition;
  const own = executorKinds.filter((kind) => body.entries.some((e) => e.key === kind));
  if (own.length + (executor === undefined ? 0 : 1) > 1) return false; // reported when it was read
  const isTold = executor === undefined && body.entries.length > 0 && !hasTemplatedKey(body, context);
  if (kinds.length === 0 && isTold) return false; // when it was read
  const { name, nameSpan } = definition;
  const message =
    kinds.length === 0
      ? `The job "${name}" has no executor.`
      : `The job "${name}" comes to several executors: ${kinds.join(', ')}.`;
  const hint =
    body.entries.length === 0
      ? 'Give it an executor and steps, or take it out of the workflow.'
      : 'Give it exactly one of docker, machine, macos and executor.';
  reportIn(context, frame, 'executor/kind', nameSpan, message, { hint });
  return false;
}

function hasTemplatedKey(body: MapNode, { isTemplated }: Context): boolean {
  return isTemplated && body.entries.some((e) => e.key.includes('<<'));
}
