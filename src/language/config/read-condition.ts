import { describeNode } from '../tree/describe-node.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';
import { capital } from './check-shape.ts';
import { didYouMean, didYouMeanKey } from './did-you-mean.ts';
import { type Check, isTemplate } from './shape.ts';

const operators = ['and', 'or', 'not', 'equal', 'matches'] as const;

/** Levels of logic statements (LOG-09). */
export const maxConditionDepth = 100;

/**
 * Checks the form of a condition (LOG-02, LOG-05, LOG-08): one value, or one operator with its arguments. What it
 * comes to is decided after rendering.
 */
export function checkCondition(node: Node, what: string, check: Check): void {
  if (node.kind === 'list') {
    check.report('condition/invalid', node.span, `${capital(what)} needs one value, found a list.`, {
      hint: 'To combine several, write: and: [first, second], or: or: [first, second]',
    });
    return;
  }
  checkOperand(node, what, 1, check);
}

function checkOperand(node: Node, what: string, depth: number, check: Check): void {
  if (node.kind !== 'map') return;
  if (depth > maxConditionDepth) {
    check.report(
      'condition/invalid',
      node.span,
      `${capital(what)} is nested deeper than ${maxConditionDepth} levels.`,
    );
    return;
  }
  const [entry, second] = node.entries;
  if (entry === undefined) {
    check.report(
      'condition/invalid',
      node.span,
      `${capital(what)} needs an operator: ${operators.join(', ')}.`,
    );
    return;
  }
  if (second !== undefined)
    check.report(
      'condition/invalid',
      second.keySpan,
      `${capital(what)} has both "${entry.key}" and "${second.key}"; a logic statement has one operator.`,
      { hint: 'To combine them, write each as an item under and: or or:' },
    );
  checkOperator(entry, depth, check);
}

function checkOperator(entry: Entry, depth: number, check: Check): void {
  const { key, keySpan, value } = entry;
  switch (key) {
    case 'and':
    case 'or':
      checkArguments(entry, depth, check);
      return;
    case 'equal':
      checkArguments(entry, depth, check);
      if (value.kind === 'list' && value.items.length === 0)
        check.report('condition/invalid', keySpan, '"equal" needs values to compare, found an empty list.');
      return;
    case 'not':
      if (value.kind === 'list')
        check.report('condition/invalid', value.span, '"not" needs one value, found a list.');
      else checkOperand(value, 'the value of "not"', depth + 1, check);
      return;
    case 'matches':
      checkMatches(value, keySpan, check);
      return;
    default:
      // LOG-02: anything else is a literal, and a map is true.
      check.report(
        'condition/no-operator',
        keySpan,
        `"${key}" is no operator, so this condition is always true.`,
        {
          severity: 'warning',
          ...didYouMean(key, operators, `The operators are: ${operators.join(', ')}.`, keySpan),
        },
      );
  }
}

function checkArguments(entry: Entry, depth: number, check: Check): void {
  const { key, keySpan, value } = entry;
  if (isTemplate(value, check) || (value.kind === 'scalar' && value.value === null)) return; // LOG-03, LOG-05
  if (value.kind !== 'list') {
    check.report(
      'condition/invalid',
      keySpan,
      `"${key}" needs a list of values, found ${describeNode(value)}.`,
    );
    return;
  }
  if (key === 'equal') return; // its arguments are data
  for (const item of value.items)
    if (item.kind === 'list')
      check.report('condition/invalid', item.span, `A value of "${key}" needs one value, found a list.`);
    else checkOperand(item, `a value of "${key}"`, depth + 1, check);
}

function checkMatches(value: Node, keySpan: Entry['keySpan'], check: Check): void {
  if (value.kind !== 'map') {
    check.report(
      'condition/invalid',
      keySpan,
      `"matches" needs a map with "pattern" and "value", found ${describeNode(value)}.`,
    );
    return;
  }
  for (const needed of ['pattern', 'value'])
    if (findEntry(value, needed) === undefined)
      check.report('condition/invalid', keySpan, `"matches" needs the key "${needed}".`);
  checkMatchesKeys(value, check);
}

function checkMatchesKeys(map: MapNode, check: Check): void {
  for (const e of map.entries) {
    if (e.key !== 'pattern' && e.key !== 'value')
      check.report('config/unknown-key', e.keySpan, `"matches" has no key "${e.key}".`, {
        ...didYouMeanKey(e, map, ['pattern', 'value']),
      });
    else if (e.key === 'pattern' && !(e.value.kind === 'scalar' && typeof e.value.value === 'string'))
      check.report(
        'condition/invalid',
        e.value.span,
        `"pattern" needs text, found ${describeNode(e.value)}.`,
      );
  }
}
