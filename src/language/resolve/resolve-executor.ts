import { checkFields } from '../config/check-shape.ts';
import type { ExecutorAst } from '../config/ast.ts';
import { executorFields } from '../config/read-executor.ts';
import type { Fields } from '../config/shape.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';
import { bindArguments, innerFrame } from './bind-arguments.ts';
import type { Context, Frame } from './context.ts';
import { reporterIn, reportIn } from './report-in.ts';
import { findExecutor, type Found } from './lookup.ts';
import { opaqueOf } from './opaque-values.ts';
import { renderEntry, renderScalar } from './render.ts';
import type { Origin } from './resolved.ts';

/** What an executor brings to a job, and where it is named. */
export interface ExecutorSettings {
  readonly entries: readonly Entry[];
  readonly origin: Origin | undefined;
}

export const noExecutor: ExecutorSettings = { entries: [], origin: undefined };

/**
 * What `executor:` of a job comes to: the executor's keys, rendered. Its name is looked up where it was written, its
 * arguments are evaluated in the job's scope (PAR-21), its defaults in its own (PAR-09). Undefined: reported.
 */
export function resolveExecutor(
  reference: Node,
  frame: Frame,
  context: Context,
): ExecutorSettings | undefined {
  const rendered = renderScalar(reference, frame, context);
  if (rendered.kind === 'failed') return undefined;
  if (rendered.kind === 'plain') return invoke(reference, frame, frame, context);
  const { value } = rendered;
  if (typeof value === 'object') {
    const opaque = opaqueOf(value);
    if (opaque.kind === 'executor')
      return invoke(opaque.node, { ...frame, namespace: opaque.namespace }, frame, context);
  }
  if (typeof value === 'string' && value !== '') return byName(value, [], reference, frame, frame, context);
  reportIn(context, frame, 'config/wrong-type', reference.span, '"executor" needs a name, found none.');
  return undefined;
}

/** `names` is the frame whose namespace knows the executor; `job` the one that arguments are evaluated in. */
function invoke(node: Node, names: Frame, job: Frame, context: Context): ExecutorSettings | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string')
    return byName(node.value, [], node, names, job, context);
  if (node.kind !== 'map') return undefined; // reported when it was read
  const name = findEntry(node, 'name')?.value;
  const args = node.entries.filter((e) => e.key !== 'name');
  if (name === undefined) return undefined;
  const rendered = renderScalar(name, job, context);
  if (rendered.kind === 'failed') return undefined;
  if (rendered.kind === 'plain')
    return name.kind === 'scalar' && typeof name.value === 'string'
      ? byName(name.value, args, name, names, job, context)
      : undefined;
  return byValue(rendered.value, args, name, names, job, context);
}

/** `name:` was a tag: a string, or an executor parameter that holds a plain name. */
function byValue(
  value: unknown,
  args: readonly Entry[],
  at: Node,
  names: Frame,
  job: Frame,
  context: Context,
): ExecutorSettings | undefined {
  if (typeof value === 'string' && value !== '') return byName(value, args, at, names, job, context);
  if (typeof value === 'object' && value !== null && 'opaque' in value) {
    const opaque = opaqueOf(value as Parameters<typeof opaqueOf>[0]);
    if (opaque.kind === 'executor' && opaque.node.kind === 'scalar')
      return byName(
        String(opaque.node.value),
        args,
        at,
        { ...names, namespace: opaque.namespace },
        job,
        context,
      );
  }
  reportIn(
    context,
    job,
    'config/wrong-type',
    at.span,
    'The value of "name" must be the name of an executor.',
  );
  return undefined;
}

function byName(
  name: string,
  args: readonly Entry[],
  at: Node,
  names: Frame,
  job: Frame,
  context: Context,
): ExecutorSettings | undefined {
  const found = findExecutor(name, at.span, names, context);
  if (found === undefined) return undefined;
  const { definition, namespace } = found;
  const what = `the executor "${name}"`;
  const callee = { what, nameSpan: definition.nameSpan, parameters: definition.parameters, namespace };
  const bound = bindArguments(callee, args, { frame: job, span: at.span }, context);
  const origin = { span: at.span, what, calledFrom: job.origin };
  const inner = innerFrame(callee, bound, { origin, reachedBy: undefined, active: [] }, context);
  const entries = renderBody(found, inner, context);
  return entries && { entries, origin: { span: at.span, what } };
}

function renderBody(found: Found<ExecutorAst>, frame: Frame, context: Context): readonly Entry[] | undefined {
  return renderSettings(
    found.definition.body,
    executorFields,
    `the executor "${found.definition.name}"`,
    frame,
    context,
  );
}

/**
 * Renders the keys of an executor or job and checks what came of each (PAR-30). Entries that are wrong are left out;
 * undefined when any is.
 */
export function renderSettings(
  body: MapNode,
  fields: Fields,
  what: string,
  frame: Frame,
  context: Context,
): readonly Entry[] | undefined {
  const isLenient = !frame.namespace.isConfig;
  const check = { report: reporterIn(context, frame), isTemplated: false, isLenient };
  const known = optionalFields(fields);
  let isFine = true;
  const entries = body.entries.flatMap((written) => {
    const entry = renderEntry(written, frame, context);
    const isRight = entry !== undefined && checkFields({ ...body, entries: [entry] }, known, what, check);
    if (isRight) return [entry];
    isFine = false;
    return [];
  });
  return isFine ? entries : undefined;
}

/** What must be there was asked for when the definition was read. */
function optionalFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, f]) => [key, { ...f, isRequired: false }]));
}
