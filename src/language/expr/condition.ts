import { compileRegex, invalidRegexMessage } from './regex.ts';
import type { OpaqueValue } from './scope.ts';

/**
 * A condition, or part of one, with its tags rendered: what YAML held, integers from tags as bigint, executors and
 * step lists opaque. An absent pipeline value is null or the empty text.
 */
export type ConditionValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | OpaqueValue
  | readonly ConditionValue[]
  | ConditionMap;

export interface ConditionMap {
  readonly entries: readonly (readonly [key: string, value: ConditionValue])[];
}

export type ConditionOutcome =
  | { readonly kind: 'value'; readonly value: boolean }
  /** `path` leads from the condition to the part that is wrong: keys and list indexes. */
  | { readonly kind: 'error'; readonly message: string; readonly path: readonly (string | number)[] };

/** LOG-09 */
const maxLevels = 100;

/**
 * Decides a logic statement (section 4): `and`, `or`, `not`, `equal`, `matches`, or a literal by its truth. Errors show
 * even in branches that a short cut would skip (LOG-07). A string is a literal here: whether it is an expression
 * (EXP-12, EXP-16) is for the caller to decide before.
 */
export function evaluateCondition(condition: ConditionValue): ConditionOutcome {
  return truthOf(condition, [], 0);
}

/** LOG-03, the opposite of EXP-08: 0 and the empty text are false, `"false"` is true. */
export function isTruthy(value: ConditionValue): boolean {
  return !(
    value === false ||
    value === null ||
    value === '' ||
    value === 0n ||
    value === 0 ||
    Number.isNaN(value)
  );
}

type Path = readonly (string | number)[];

const operators = ['and', 'or', 'not', 'equal', 'matches'] as const;
type Operator = (typeof operators)[number];

function isMap(value: ConditionValue): value is ConditionMap {
  return typeof value === 'object' && value !== null && 'entries' in value && !isList(value);
}

function isList(value: ConditionValue): value is readonly ConditionValue[] {
  return Array.isArray(value);
}

function isOperator(key: string): key is Operator {
  return (operators as readonly string[]).includes(key);
}

function error(message: string, path: Path): ConditionOutcome {
  return { kind: 'error', message, path };
}

function truth(value: boolean): ConditionOutcome {
  return { kind: 'value', value };
}

function truthOf(value: ConditionValue, path: Path, level: number): ConditionOutcome {
  if (isList(value)) return error('A condition is one value, not a list.', path);
  if (!isMap(value)) return truth(isTruthy(value));
  const used = value.entries.filter(([key]) => isOperator(key));
  const first = value.entries[0];
  if (first === undefined || used.length === 0) return truth(true);
  if (value.entries.length > 1)
    return error(
      `A condition has one operator; this one has ${value.entries.map(([k]) => k).join(', ')}.`,
      path,
    );
  if (level >= maxLevels) return error(`A condition has at most ${maxLevels} levels.`, path);
  return operate(first[0] as Operator, first[1], [...path, first[0]], level + 1);
}

function operate(operator: Operator, value: ConditionValue, path: Path, level: number): ConditionOutcome {
  switch (operator) {
    case 'not': {
      if (isList(value)) return error('"not" takes one value, not a list.', path);
      const inner = truthOf(value, path, level);
      return inner.kind === 'error' ? inner : truth(!inner.value);
    }
    case 'and':
    case 'or':
      return combine(operator, value, path, level);
    case 'equal':
      return equal(value, path, level);
    case 'matches':
      return matches(value, path);
  }
}

/** Without arguments both are false (LOG-03). */
function combine(operator: 'and' | 'or', value: ConditionValue, path: Path, level: number): ConditionOutcome {
  if (value === null) return truth(false);
  if (!isList(value)) return error(`"${operator}" takes a list of conditions.`, path);
  const parts = value.map((part, i) => truthOf(part, [...path, i], level));
  const wrong = parts.find((part) => part.kind === 'error');
  if (wrong !== undefined) return wrong;
  const isTrue = (part: ConditionOutcome): boolean => part.kind === 'value' && part.value;
  return truth(parts.length > 0 && (operator === 'and' ? parts.every(isTrue) : parts.some(isTrue)));
}

/** LOG-05: of nothing it is false, of an empty list an error. */
function equal(value: ConditionValue, path: Path, level: number): ConditionOutcome {
  if (value === null) return truth(false);
  if (!isList(value)) return error('"equal" takes a list of values.', path);
  if (value.length === 0) return error('"equal" needs values to compare; its list is empty.', path);
  const keys: string[] = [];
  for (const [i, part] of value.entries()) {
    const inner = isOperation(part) ? truthOf(part, [...path, i], level) : undefined;
    if (inner?.kind === 'error') return inner;
    keys.push(keyOf(inner === undefined ? part : inner.value));
  }
  return truth(keys.every((key) => key === keys[0]));
}

function isOperation(value: ConditionValue): boolean {
  return isMap(value) && value.entries.length === 1 && isOperator(value.entries[0]?.[0] ?? '');
}

/** LOG-04: equal values, and only they, have equal keys. Types count: `3` is not `"3"`; order of map keys does not. */
function keyOf(value: ConditionValue): string {
  if (isList(value)) return `[${value.map(keyOf).join()}]`;
  if (isMap(value)) {
    const parts = value.entries.map(([key, part]) => `${JSON.stringify(key)}:${keyOf(part)}`);
    return `{${parts.sort().join()}}`;
  }
  if (typeof value === 'object' && value !== null) return `opaque ${JSON.stringify(value.key)}`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function matches(value: ConditionValue, path: Path): ConditionOutcome {
  if (!isMap(value)) return error('"matches" takes a map with "pattern" and "value".', path);
  const extra = value.entries.find(([key]) => key !== 'pattern' && key !== 'value');
  if (extra !== undefined)
    return error(`"matches" takes "pattern" and "value" only, found "${extra[0]}".`, [...path, extra[0]]);
  const pattern = value.entries.find(([key]) => key === 'pattern')?.[1];
  const subject = value.entries.find(([key]) => key === 'value');
  if (subject === undefined) return error('"matches" needs a "value".', path);
  if (typeof pattern !== 'string')
    return error(
      '"matches" needs a "pattern" that is text.',
      pattern === undefined ? path : [...path, 'pattern'],
    );
  const outcome = compileRegex(pattern);
  if (outcome.kind === 'error')
    return error(invalidRegexMessage(pattern, outcome.message), [...path, 'pattern']);
  // A pipeline value that is absent here is the empty text (TPL-12).
  const text = subject[1] ?? '';
  if (typeof text !== 'string') return error('The "value" of "matches" must be text.', [...path, 'value']);
  return truth(outcome.regex.matches(text));
}
