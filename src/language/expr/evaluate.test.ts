import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateExpression } from './evaluate.ts';
import type { ExprValue, Scope } from './scope.ts';

type Values = Readonly<Record<string, ExprValue | number | null>>;

function scopeOf(values: Values): Scope {
  return (name) => {
    const value = values[name];
    if (value === undefined) return { kind: 'unknown' };
    if (value === null) return { kind: 'absent' };
    return { kind: 'value', value: typeof value === 'number' ? BigInt(value) : value };
  };
}

/** `evaluateExpression` in short: a value, 'undefined', or `CODE@offset`. */
function answer(text: string, values: Values = {}): unknown {
  const outcome = evaluateExpression(text, scopeOf(values));
  if (outcome.kind === 'error') return `${outcome.code}@${outcome.offset}`;
  if (outcome.kind === 'undefined') return 'undefined';
  return typeof outcome.value === 'bigint' ? Number(outcome.value) : outcome.value;
}

describe('literals and names', () => {
  it.each<[string, unknown, Values?]>([
    ['0', 0],
    ['9223372036854775807', Number(2n ** 63n - 1n)],
    ['"a string"', 'a string'],
    ['"a \\"quoted\\" \\\\ word \\n"', 'a "quoted" \\ word \\n'],
    ['/v\\d+\\/x/', 'v\\d+/x'],
    ['true', true],
    ['FALSE', false],
    ['branch', 'main', { branch: 'main' }],
    ['is-default?', true, { 'is-default?': true }],
    ['a-1.b_2.c', 5, { 'a-1.b_2.c': 5 }],
    [' \t\r\n1 ', 1],
  ])('%s is %j', (text, value, values) => {
    expect(answer(text, values)).toBe(value);
  });
});

describe('operators', () => {
  it.each<[string, unknown, Values?]>([
    // EXP-01
    ['true or true and false', true],
    ['false and false or true', true],
    ['not 1 == 2', false],
    ['not (1 == 2)', true],
    ['1 < 2 == true', true],
    ['"ab" starts-with "a" == true', true],
    ['! true or NOT false AND true', true],
    ['1 == 1 != false', true],
    // EXP-04
    ['1 == "1"', false],
    ['1 != "1"', true],
    ['true == "true"', false],
    ['/a/ == /a/', true],
    ['/a/ == "a"', false],
    // EXP-05
    ['2 <= 2', true],
    ['2 < 2', false],
    ['10 > 9', true],
    ['"hello" contains "ell"', true],
    ['"hello" starts-with "ell"', false],
    // EXP-06
    ['"hello" matches /hel/', false],
    ['"hello" matches /hel+o/', true],
    ['"hello" matches /^hello$/', true],
    ['"HELLO" matches /(?i)hello/', true],
    ['"a/b" matches /a\\/b/', true],
    // EXP-07, EXP-08
    ['true and 14', 14],
    ['false and 14', false],
    ['0 or 14', 0],
    ['"" and 14', 14],
    ['x and 10 or 1', 10, { x: true }],
    ['x and 10 or 1', 1, { x: false }],
    // EXP-09: the side that does not matter is not looked at
    ['true or nobody', true],
    ['false and nobody == 1', false],
    // EXP-10
    ['x == 1', 'undefined', { x: null }],
    ['x != 1', 'undefined', { x: null }],
    ['1 > x', 'undefined', { x: null }],
    ['x > "a"', 'undefined', { x: null }],
    ['x starts-with "a"', 'undefined', { x: null }],
    ['x matches /a/', 'undefined', { x: null }],
    ['not x', true, { x: null }],
    ['x or 12', 12, { x: null }],
    ['x and false', 'undefined', { x: null }],
    ['false or x', 'undefined', { x: null }],
    ['x or false', false, { x: null }],
  ])('%s is %j', (text, value, values) => {
    expect(answer(text, values)).toBe(value);
  });

  it('compares opaque values by key and passes them on', () => {
    const steps = { opaque: [1], key: 'one' };
    const values = { a: steps, b: { opaque: [1], key: 'one' }, c: { opaque: [], key: 'none' } };
    expect(answer('a == b', values)).toBe(true);
    expect(answer('a == c', values)).toBe(false);
    expect(answer('a == "one"', values)).toBe(false);
    expect(answer('a or 1', values)).toBe(steps);
    expect(answer('a contains "o"', values)).toBe('EXPECTED_STRING_OPERAND@2');
  });
});

describe('errors', () => {
  it.each<[string, string, Values?]>([
    ["a == 'main'", 'UNEXPECTED_CHARACTER@5'],
    ['a..b', 'UNEXPECTED_CHARACTER@1'],
    ['_a', 'UNEXPECTED_CHARACTER@0'],
    ['1 - 1', 'UNEXPECTED_CHARACTER@2'],
    ['a & b', 'UNEXPECTED_CHARACTER@2'],
    ['😀', 'UNEXPECTED_CHARACTER@0'],
    ['a = b', 'INCOMPLETE_EQUALS@3'],
    ['a =', 'INCOMPLETE_EQUALS@3'],
    ['a == "b', 'UNTERMINATED_STRING@5'],
    ['"b\\"', 'UNTERMINATED_STRING@0'],
    ['a matches /b', 'UNTERMINATED_PATTERN@10'],
    ['a matches /(b/', 'INVALID_PATTERN@10'],
    ['a matches /(?=b)/', 'INVALID_PATTERN@10'],
    ['a matches /é⏰/', 'INVALID_PATTERN_CHARACTER@12'],
    ['a matches /\\x41/', 'INVALID_PATTERN_CHARACTER@11'],
    [`a matches /${'x'.repeat(257)}/`, 'PATTERN_TOO_LONG@10'],
    ['9223372036854775808', 'INVALID_NUMERIC_LITERAL@0'],
    ['9'.repeat(500), 'INVALID_NUMERIC_LITERAL@0'],
    ['', 'EXPECTED_EXPRESSION@0'],
    ['a or', 'EXPECTED_EXPRESSION@4'],
    ['a and and b', 'EXPECTED_EXPRESSION@6'],
    ['()', 'EXPECTED_EXPRESSION@1'],
    ['(a', 'EXPECTED_RIGHT_PAREN@2'],
    ['(1 > 2 3', 'EXPECTED_RIGHT_PAREN@7'],
    ['a) and b', 'UNEXPECTED_ADDITIONAL_INPUT@1'],
    ['a b', 'UNEXPECTED_ADDITIONAL_INPUT@2'],
    ['a is b', 'UNKNOWN_BUILTIN_FUNCTION@2'],
    ['true or a b c', 'UNKNOWN_BUILTIN_FUNCTION@10'],
    ['1 > "1"', 'EXPECTED_NUMERIC_OPERAND@2'],
    ['true <= false', 'EXPECTED_NUMERIC_OPERAND@5'],
    ['1 contains "1"', 'EXPECTED_STRING_OPERAND@2'],
    ['"1" starts-with 1', 'EXPECTED_STRING_OPERAND@4'],
    ['1 matches /1/', 'EXPECTED_STRING_OPERAND@2'],
    ['"1" matches "1"', 'EXPECTED_PATTERN_OPERAND@4'],
    ['nobody == 1', 'UNKNOWN_VARIABLE@0'],
    ['"s" == 1 or nobody', 'UNKNOWN_VARIABLE@12'],
    [`${'('.repeat(5_000)}1${')'.repeat(5_000)}`, 'TOO_DEEP@200'],
    [`${'not '.repeat(5_000)}1`, 'TOO_DEEP@800'],
  ])('%s is refused: %s', (text, error, values) => {
    expect(answer(text, { a: 'a', ...values })).toBe(error);
  });

  it('names the unknown name', () => {
    expect(evaluateExpression('pipeline.git.brnch == "main"', scopeOf({}))).toMatchObject({
      code: 'UNKNOWN_VARIABLE',
      name: 'pipeline.git.brnch',
      offset: 0,
      length: 18,
    });
  });
});

it('takes long chains', () => {
  expect(answer(`${'false or '.repeat(50_000)}true`)).toBe(true);
});

it('answers any text, errors inside it', () => {
  const piece = fc.constantFrom(
    'a',
    'b.c',
    '1',
    '"',
    '/',
    '(',
    ')',
    ' and ',
    ' or ',
    'not ',
    ' == ',
    '=',
    '!',
    '<',
    ' matches ',
    ' contains ',
    '\\',
    ' ',
    'é',
    '⏰',
    '[',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((p) => p.join('')),
  );
  fc.assert(
    fc.property(text, (text) => {
      const outcome = evaluateExpression(text, scopeOf({ a: 'x', 'b.c': null }));
      if (outcome.kind !== 'error') return;
      expect(outcome.offset).toBeGreaterThanOrEqual(0);
      expect(outcome.length).toBeGreaterThanOrEqual(0);
      expect(outcome.offset + outcome.length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2_000 },
  );
});
