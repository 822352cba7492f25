import { checkShape } from '../config/check-shape.ts';
import { didYouMeanKey } from '../config/did-you-mean.ts';
import { matrixShape } from '../config/workflow-job-shapes.ts';
import type { Scope } from '../expr/scope.ts';
import { describeNode } from '../tree/describe-node.ts';
import { entryOf } from '../tree/make-node.ts';
import { type Entry, findEntry, type ListNode, type MapNode, type Node } from '../tree/node.ts';
import { canonicalText } from '../tree/plain-data.ts';
import { type Context, type Frame, originAt } from './context.ts';
import { reporterIn, reportIn } from './report-in.ts';
import { executorValue } from './opaque-values.ts';
import { renderNode } from './render.ts';
import { textAt, textOf } from './rendered-values.ts';

/** Jobs of one matrix. CircleCI documents a limit; its number is from memory (WFL-29). */
export const maxMatrixJobs = 128;

/** One value of each parameter, in the order of declaration. Each entry stands where its value was written. */
export type Combination = readonly Entry[];

export interface Matrix {
  readonly alias: string | undefined;
  readonly combinations: readonly Combination[];
}

/**
 * The combinations of a matrix, the first parameter slowest (GT-M1), without the excluded ones (WFL-22). Undefined
 * when the matrix is not right; that is reported.
 */
export function resolveMatrix(node: Node, job: string, frame: Frame, context: Context): Matrix | undefined {
  const rendered = renderNode(node, frame, context);
  const check = { report: reporterIn(context, frame), isTemplated: false };
  if (rendered === undefined || !checkShape(rendered, matrixShape, '"matrix"', check)) return undefined;
  const parameters = rendered.kind === 'map' ? findEntry(rendered, 'parameters')?.value : undefined;
  if (rendered.kind !== 'map' || parameters === undefined) return undefined;
  const alias = textAt(rendered, 'alias');
  if (parameters.kind !== 'map') return { alias, combinations: [] };
  const axes = parameters.entries.map((e) => axisOf(e, frame, context));
  const excluded = excludedKeys(findEntry(rendered, 'exclude')?.value, parameters, frame, context);
  if (axes.includes(undefined) || excluded === undefined) return undefined;
  const count = axes.reduce((n, axis) => n * (axis?.length ?? 1), 1);
  if (count > maxMatrixJobs * 64 || count - excluded.size > maxMatrixJobs) {
    reportIn(
      context,
      frame,
      'matrix/invalid',
      node.span,
      `The matrix of "${job}" expands to ${count} jobs; a matrix has at most ${maxMatrixJobs}.`,
    );
    return undefined;
  }
  const all = product(axes.map((axis) => axis ?? []));
  return { alias, combinations: all.filter((c) => !excluded.has(combinationKey(c))) };
}

/** The values of one parameter; null stands for none (WFL-28). */
function axisOf(entry: Entry, frame: Frame, context: Context): readonly Entry[] | undefined {
  const { key, keySpan, value } = entry;
  if (value.kind === 'scalar' && value.value === null) return [];
  if (value.kind !== 'list') {
    const found = describeNode(value);
    reportIn(
      context,
      frame,
      'matrix/invalid',
      value.span,
      `The matrix parameter "${key}" needs a list of values, found ${found}.`,
    );
    return undefined;
  }
  return value.items.map((item) => entryOf(key, item, keySpan));
}

function product(axes: readonly (readonly Entry[])[]): readonly Combination[] {
  return axes.reduce<readonly Combination[]>(
    (combinations, axis) => combinations.flatMap((c) => axis.map((value) => [...c, value])),
    [[]],
  );
}

function excludedKeys(
  node: Node | undefined,
  parameters: MapNode,
  frame: Frame,
  context: Context,
): ReadonlySet<string> | undefined {
  const items = node?.kind === 'list' ? (node as ListNode).items : [];
  const keys = items.map((item) =>
    item.kind === 'map' ? excludedKey(item, parameters, frame, context) : undefined,
  );
  return keys.includes(undefined) ? undefined : new Set(keys.flatMap((k) => k ?? []));
}

function excludedKey(item: MapNode, parameters: MapNode, frame: Frame, context: Context): string | undefined {
  const names = parameters.entries.map((e) => e.key);
  const missing = names.filter((name) => findEntry(item, name) === undefined);
  const extra = item.entries.filter((e) => !names.includes(e.key));
  for (const name of missing)
    reportIn(
      context,
      frame,
      'matrix/invalid',
      item.span,
      `An entry of "exclude" needs every matrix parameter; "${name}" is not there.`,
    );
  for (const e of extra)
    reportIn(
      context,
      frame,
      'matrix/invalid',
      e.keySpan,
      `The matrix has no parameter "${e.key}" to exclude.`,
      didYouMeanKey(e, item, names),
    );
  return missing.length + extra.length > 0 ? undefined : combinationKey(item.entries);
}

function combinationKey(entries: readonly Entry[]): string {
  const parts = entries.map((e) => `${JSON.stringify(e.key)}:${canonicalText(e.value)}`);
  return parts.toSorted().join();
}

/** WFL-23: the job, then the values in the alphabetical order of their parameters' names. */
export function defaultMemberName(job: string, combination: Combination): string {
  const byName = combination.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return [job, ...byName.map((e) => valueText(e.value))].join('-');
}

function valueText(node: Node): string {
  return (node.kind === 'map' ? textAt(node, 'name') : textOf(node)) ?? '';
}

/** `matrix.*` of one member, over the names that are visible anyway. */
export function matrixFrame(combination: Combination, frame: Frame): Frame {
  const values = new Map(combination.map((e) => [`matrix.${e.key}`, e.value]));
  const scope: Scope = (name) => {
    const node = values.get(name);
    return node === undefined ? frame.scope(name) : lookUpNode(node, frame);
  };
  const sources = new Map(
    combination.map((e) => [`matrix.${e.key}`, { span: e.value.span, frame, kind: 'matrix' }] as const),
  );
  const [first] = combination;
  const reachedBy =
    first === undefined ? frame.reachedBy : originAt(first.value.span, shown(combination), frame);
  return { ...frame, scope, names: [...frame.names, ...values.keys()], sources, reachedBy };
}

function shown(combination: Combination): string {
  return `the matrix, with ${combination.map((e) => `${e.key}: ${valueText(e.value)}`).join(', ')}`;
}

function lookUpNode(node: Node, frame: Frame): ReturnType<Scope> {
  if (node.kind !== 'scalar') return { kind: 'value', value: executorValue(node, frame.namespace) };
  const { value } = node;
  if (value === null) return { kind: 'absent' };
  if (typeof value !== 'number') return { kind: 'value', value };
  return { kind: 'value', value: Number.isSafeInteger(value) ? BigInt(value) : (textOf(node) ?? '') };
}
