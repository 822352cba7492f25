import { assertNever } from '../../base/assert-never.ts';
import { nearest } from '../source/nearest.ts';
import type { Span } from '../source/span.ts';
import { describeNode } from '../tree/describe-node.ts';
import { bracketed, quoted, unquoted, type ValueAdvice } from '../tree/mend-value.ts';
import { findEntry, type MapNode, type Node, type ScalarNode } from '../tree/node.ts';
import { didYouMean, didYouMeanKey } from './did-you-mean.ts';
import { type Check, type Fields, isTemplate, type Shape } from './shape.ts';

/**
 * Reports where `node` is not of that shape and goes on. `label` begins the messages: `"parallelism"`, `a step`.
 * True when nothing was found.
 */
export function checkShape(node: Node, shape: Shape, label: string, check: Check): boolean {
  if (shape.kind === 'any' || isTemplate(node, check)) return true;
  switch (shape.kind) {
    case 'custom': {
      if (!shape.takes.includes(node.kind)) return complain(node, shape, label, check);
      let isFine = true;
      const report: Check['report'] = (code, span, message, extras) => {
        if ((extras?.severity ?? 'error') === 'error') isFine = false;
        check.report(code, span, message, extras);
      };
      shape.check(node, label, { ...check, report });
      return isFine;
    }
    case 'either': {
      const chosen =
        shape.shapes.find((s) => accepts(s, node)) ?? shape.shapes.find((s) => takesKind(s, node));
      return chosen === undefined
        ? complain(node, shape, label, check)
        : checkShape(node, chosen, label, check);
    }
    case 'list':
      return checkList(node, shape, label, check);
    case 'mapOf':
      if (node.kind !== 'map') return complain(node, shape, label, check);
      return all(node.entries.map((e) => checkShape(e.value, shape.of, `"${e.key}"`, check)));
    case 'map':
      if (node.kind !== 'map') return complain(node, shape, label, check);
      return checkFields(node, shape.fields, shape.what, check);
    default:
      return node.kind === 'scalar' && accepts(shape, node) ? true : complain(node, shape, label, check);
  }
}

/** Unknown, missing and wrongly typed keys of a closed map. */
export function checkFields(map: MapNode, fields: Fields, what: string, check: Check): boolean {
  const found = map.entries.map((e) => {
    const known = Object.hasOwn(fields, e.key) ? fields[e.key] : undefined;
    if (known !== undefined) return checkShape(e.value, known.shape, `"${e.key}"`, check);
    if (check.isTemplated && e.key.includes('<<')) return true;
    const keys = Object.keys(fields);
    const advice = didYouMeanKey(e, map, keys, `Its keys are: ${keys.join(', ')}.`);
    const { isLenient = false } = check;
    check.report('config/unknown-key', e.keySpan, `${capital(what)} has no key "${e.key}".`, {
      ...advice,
      ...(isLenient && { severity: 'warning' }),
    });
    return isLenient;
  });
  const missing = Object.entries(fields).filter(
    ([key, f]) => f.isRequired && findEntry(map, key) === undefined,
  );
  for (const [key] of missing.filter(([k]) => !isMeantBy(k, map, fields)))
    check.report('config/missing-key', map.span, `${capital(what)} needs the key "${key}".`);
  return all(found) && missing.length === 0;
}

/** Whether an unknown key of the map is a slip of this one: then that is told, and not that this one is missing. */
export function isMeantBy(key: string, map: MapNode, fields: Fields): boolean {
  const names = Object.keys(fields);
  const isSlip = (written: string): boolean =>
    written.length > 2 && !names.includes(written) && nearest(written, names) === key;
  return map.entries.some((e) => isSlip(e.key));
}

/** Like `checkFields`, but a missing key is told at the definition's name, not at the first line of its body. */
export function checkDefinition(
  map: MapNode,
  fields: Fields,
  what: string,
  nameSpan: Span,
  check: Check,
): boolean {
  const report: Check['report'] = (code, span, message, extras) =>
    check.report(code, code === 'config/missing-key' && span === map.span ? nameSpan : span, message, extras);
  return checkFields(map, fields, what, { ...check, report });
}

function checkList(node: Node, shape: Shape & { kind: 'list' }, label: string, check: Check): boolean {
  if (node.kind !== 'list') return complain(node, shape, label, check);
  if (shape.isNotEmpty && node.items.length === 0) {
    check.report('config/wrong-value', node.span, `${capital(label)} must not be an empty list.`);
    return false;
  }
  return all(node.items.map((item) => checkShape(item, shape.of, `an item of ${label}`, check)));
}

function complain(node: Node, shape: Shape, label: string, check: Check): false {
  const isValue =
    node.kind === 'scalar' && node.value !== null && takesKind(shape, node) && sameType(shape, node);
  check.report(
    isValue ? 'config/wrong-value' : 'config/wrong-type',
    node.span,
    `${capital(label)} needs ${expectation(shape)}, found ${describeNode(node)}.`,
    valueAdvice(node, shape),
  );
  return false;
}

/** The usual mistakes with a value: quotes too few or too many, one where a list is due, a slip in a word. */
function valueAdvice(node: Node, shape: Shape): ValueAdvice {
  if (node.kind !== 'scalar') return {};
  const shapes = shape.kind === 'either' ? shape.shapes : [shape];
  const takes = (kind: Shape['kind']): boolean => shapes.some((s) => s.kind === kind);
  if (takes('text')) return accepts(shape, { ...node, value: node.text }) ? quoted(node) : {};
  if (takes('boolean')) return unquoted(node, 'boolean');
  if (takes('integer'))
    return accepts(shape, { ...node, value: Number(node.text) }) ? unquoted(node, 'integer') : {};
  const list = shapes.find((s) => s.kind === 'list');
  if (list !== undefined) return accepts(list.of, node) ? bracketed(node) : {};
  if (shape.kind === 'choice')
    return didYouMean(node.text, shape.values, undefined, isWritten(node) ? node.span : undefined);
  return {};
}

/** The word itself stands there, without quotes, and no tag that came to it. */
function isWritten({ span, text, quoted: isQuoted }: ScalarNode): boolean {
  return !isQuoted && span.end - span.start === text.length;
}

function sameType(shape: Shape, node: ScalarNode): boolean {
  if (shape.kind === 'integer') return Number.isInteger(node.value);
  return (shape.kind === 'choice' || shape.kind === 'text') && typeof node.value === 'string';
}

/** Whether the node fits a scalar shape, or is of the kind that a list or map shape then looks into. */
function accepts(shape: Shape, node: Node): boolean {
  if (node.kind !== 'scalar') return takesKind(shape, node);
  const { value } = node;
  switch (shape.kind) {
    case 'any':
      return true;
    case 'nothing':
      return value === null;
    case 'text':
      return typeof value === 'string' && (shape.pattern === undefined || shape.pattern.test(value));
    case 'scalar':
      return value !== null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return (
        typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= (shape.min ?? -Infinity) &&
        value <= (shape.max ?? Infinity)
      );
    case 'choice':
      return typeof value === 'string' && shape.values.includes(value);
    case 'either':
      return shape.shapes.some((s) => accepts(s, node));
    case 'custom':
      return shape.takes.includes('scalar');
    default:
      return false;
  }
}

function takesKind(shape: Shape, node: Node): boolean {
  switch (shape.kind) {
    case 'any':
      return true;
    case 'list':
      return node.kind === 'list';
    case 'map':
    case 'mapOf':
      return node.kind === 'map';
    case 'either':
      return shape.shapes.some((s) => takesKind(s, node));
    case 'custom':
      return shape.takes.includes(node.kind);
    case 'nothing':
      return node.kind === 'scalar' && node.value === null;
    default:
      return node.kind === 'scalar' && node.value !== null;
  }
}

/** `an integer of 1 or more`, `a list or text`. */
export function expectation(shape: Shape): string {
  switch (shape.kind) {
    case 'any':
      return 'anything';
    case 'nothing':
      return 'empty';
    case 'text':
      return shape.expected ?? 'text';
    case 'scalar':
      return 'text, a number or a boolean';
    case 'boolean':
      return 'a boolean';
    case 'integer':
      return integerExpectation(shape.min, shape.max);
    case 'choice':
      return `one of ${shape.values.join(', ')}`;
    case 'list':
      return 'a list';
    case 'map':
    case 'mapOf':
      return 'a map';
    case 'either':
      return shape.shapes
        .filter((s) => s.kind !== 'nothing')
        .map(expectation)
        .join(' or ');
    case 'custom':
      return shape.takes.map((k) => ({ scalar: 'text', list: 'a list', map: 'a map' })[k]).join(' or ');
    default:
      return assertNever(shape);
  }
}

function integerExpectation(min?: number, max?: number): string {
  if (min !== undefined && max !== undefined) return `an integer from ${min} to ${max}`;
  return min === undefined ? 'an integer' : `an integer of ${min} or more`;
}

export function capital(textOf: string): string {
  return textOf.charAt(0).toUpperCase() + textOf.slice(1);
}

function all(results: readonly boolean[]): boolean {
  return results.every(Boolean);
}
