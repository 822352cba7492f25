import { type ConditionValue, evaluateCondition } from '../expr/condition.ts';
import { evaluateExpression, isTrueInExpression } from '../expr/evaluate.ts';
import { pipelineNames } from '../expr/pipeline-values.ts';
import type { ExprValue } from '../expr/scope.ts';
import { checkCondition } from '../config/read-condition.ts';
import { didYouMean, type NameAdvice } from '../config/did-you-mean.ts';
import type { Span } from '../source/span.ts';
import { findEntry, type Node, type ScalarNode } from '../tree/node.ts';
import type { Context, Frame } from './context.ts';
import { reportIn } from './report-in.ts';
import { opaqueOf } from './opaque-values.ts';
import { partOf, writtenAt } from './part-of.ts';
import { renderScalar } from './render.ts';
import { showCondition } from './show-condition.ts';
import { undeclaredAdvice } from './undeclared-advice.ts';

/** Where a condition stands decides when a string is an expression: always (EXP-12), or if it has a dotted name (EXP-16). */
export type ConditionPlace = 'workflow' | 'step';

export interface Decision {
  readonly holds: boolean;
  /** The condition on one line, its values filled in, cut where it is long. */
  shown(): string;
}

/** Decides a condition. Undefined when it can't be decided; that is reported. */
export function resolveCondition(
  node: Node,
  place: ConditionPlace,
  frame: Frame,
  context: Context,
): Decision | undefined {
  if (isExpression(node, place, context)) return resolveExpression(node, frame, context);
  if (!isWellFormed(node, context)) return undefined; // reported when it was read
  const value = conditionValue(node, frame, context);
  if (value === undefined) return undefined;
  const outcome = evaluateCondition(value);
  if (outcome.kind === 'value') return { holds: outcome.value, shown: () => shownAs(node, value) };
  reportIn(context, frame, 'condition/invalid', partAt(node, outcome.path).span, outcome.message);
  return undefined;
}

/** A tag by itself says which value it is of. */
function shownAs(node: Node, value: ConditionValue): string {
  const shown = showCondition(value);
  const isTag = node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes('<<');
  return shorten(isTag ? `${node.text} is ${shown}` : shown);
}

function isWellFormed(node: Node, context: Context): boolean {
  let isFine = true;
  checkCondition(node, '', {
    isTemplated: context.isTemplated,
    report: (_, __, ___, extras) => {
      if (extras?.severity === undefined) isFine = false;
    },
  });
  return isFine;
}

/** EXP-14: a string with tags is rendered, and is then just a string. */
function isExpression(node: Node, place: ConditionPlace, context: Context): node is ScalarNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return false;
  if (context.isTemplated && node.value.includes('<<')) return false;
  return place === 'workflow' || /(?:^|[\s(])(?:pipeline|parameters|matrix)\.[a-zA-Z]/.test(node.value);
}

function resolveExpression(node: ScalarNode, frame: Frame, context: Context): Decision | undefined {
  const text = String(node.value);
  const outcome = evaluateExpression(text, frame.scope);
  if (outcome.kind !== 'error') return { holds: isTrueInExpression(outcome), shown: () => shorten(text) };
  if (frame.sources.get(outcome.name ?? '')?.kind === 'broken') return undefined;
  const span = partOf(node, outcome.offset, outcome.length, context);
  const message = `The condition "${shorten(text)}" can't be evaluated: ${outcome.message}`;
  const at = outcome.name === undefined ? undefined : writtenAt(span, outcome.name, context);
  reportIn(
    context,
    frame,
    'expression/invalid',
    span,
    message,
    expressionAdvice(outcome.name, at, frame, context),
  );
  return undefined;
}

function expressionAdvice(
  name: string | undefined,
  at: Span | undefined,
  frame: Frame,
  context: Context,
): NameAdvice {
  if (name === undefined) return {};
  if (!name.includes('.')) return { hint: `Text is written in double quotes: "${name}"` };
  const isValue = name.startsWith('pipeline.') && !name.startsWith('pipeline.parameters.');
  if (!isValue) return undeclaredAdvice(name, at, frame, context);
  const parameters = frame.namespace.isConfig ? context.pipelineParameters : [];
  return didYouMean(name, [...pipelineNames(), ...parameters], undefined, at);
}

function conditionValue(node: Node, frame: Frame, context: Context): ConditionValue | undefined {
  switch (node.kind) {
    case 'scalar': {
      const rendered = renderScalar(node, frame, context);
      if (rendered.kind === 'failed') return undefined;
      return rendered.kind === 'plain' ? node.value : valueOf(rendered.value);
    }
    case 'list':
      return defined(node.items.map((i) => conditionValue(i, frame, context)));
    case 'map': {
      const values = defined(node.entries.map((e) => conditionValue(e.value, frame, context)));
      return values && { entries: node.entries.map((e, i) => [e.key, values[i] ?? null] as const) };
    }
  }
}

/** An executor is compared as the name or map that it was given as (LOG-04); steps are only there, or not. */
function valueOf(value: ExprValue | undefined): ConditionValue {
  if (value === undefined) return null;
  if (typeof value !== 'object') return value;
  const opaque = opaqueOf(value);
  return opaque.kind === 'executor' ? plain(opaque.node) : value;
}

function plain(node: Node): ConditionValue {
  if (node.kind === 'map') return { entries: node.entries.map((e) => [e.key, plain(e.value)] as const) };
  return node.kind === 'list' ? node.items.map(plain) : node.value;
}

function defined<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.includes(undefined) ? undefined : (values as readonly T[]);
}

function partAt(node: Node, path: readonly (string | number)[]): Node {
  const [first, ...rest] = path;
  const inner =
    typeof first === 'number' && node.kind === 'list'
      ? node.items[first]
      : typeof first === 'string' && node.kind === 'map'
        ? findEntry(node, first)?.value
        : undefined;
  return inner === undefined ? node : partAt(inner, rest);
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
