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
import { mergeExecutor } from './merge-executor.ts';
import { resolveExecutor, renderSettings } from './resolve-executor.ts';
import type { ResolvedJob } from './resolved.ts';
import { typedJob } from './typed-job.ts';

/** A job as it came out for one use of it; which name it gets, all uses together decide. */
export interface CompiledJob {
  readonly node: MapNode;
  readonly job: Omit<ResolvedJob, 'name'>;
  /** The same for jobs that compile to the same (GT2-N1, GT2-N2). */
  readonly key: string;
}

/** A use of a job in a workflow. */
export interface JobUse {
  /** As written: `build`, `alias/build`. */
  readonly name: string;
  readonly span: Span;
  readonly args: readonly Entry[];
  readonly preSteps: readonly StepAst[];
  readonly postSteps: readonly StepAst[];
  /** The workflow's, where arguments and the steps around it are evaluated (STP-12). */
  readonly frame: Frame;
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
  const frame = innerFrame(callee, bound, { origin, active: [] }, context);
  const steps = definition.steps && [
    ...expandSteps(use.preSteps, use.frame, context),
    ...expandSteps(definition.steps, frame, context),
    ...expandSteps(use.postSteps, use.frame, context),
  ];
  const node = jobNode(definition, steps, frame, context);
  if (node === undefined) return undefined;
  return {
    node,
    job: typedJob(definition.type, node, steps?.map((s) => s.step) ?? [], origin),
    key: canonicalText(node),
  };
}

function jobNode(
  definition: JobAst,
  steps: readonly CompiledStep[] | undefined,
  frame: Frame,
  context: Context,
): MapNode | undefined {
  const { body, executor, type, nameSpan } = definition;
  const inherited = executor === undefined ? [] : resolveExecutor(executor, frame, context);
  const settings = renderSettings(
    without(body, ['steps', 'executor']),
    jobFields(type),
    `the job "${definition.name}"`,
    frame,
    context,
  );
  if (inherited === undefined || settings === undefined) return undefined;
  const own = steps === undefined ? settings : withSteps(body, settings, steps, nameSpan);
  const merged = mergeExecutor(inherited, own, body.span);
  return type !== 'build' || hasOneKind(merged, definition, frame, context) ? merged : undefined;
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
