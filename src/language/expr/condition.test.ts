import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConditionValue, evaluateCondition } from './condition.ts';

/** Plain data as a condition: objects become maps. */
function condition(value: unknown): ConditionValue {
  if (Array.isArray(value)) return value.map(condition);
  if (typeof value !== 'object' || value === null || 'opaque' in value) return value as ConditionValue;
  return { entries: Object.entries(value).map(([key, part]) => [key, condition(part)] as const) };
}

function decide(value: unknown): unknown {
  const outcome = evaluateCondition(condition(value));
  return outcome.kind === 'value' ? outcome.value : `${outcome.message}@${outcome.path.join('.')}`;
}

const opaque = (key: string) => ({ opaque: {}, key });

describe('truth', () => {
  it.each<[unknown, boolean]>([
    // LOG-03
    [false, false],
    [null, false],
    [0, false],
    [0n, false],
    [-0, false],
    [Number.NaN, false],
    ['', false],
    [true, true],
    ['false', true],
    ['0', true],
    [1n, true],
    [opaque('x'), true],
    [{ name: 'default' }, true],
    [{}, true],
    [{ and: [] }, false],
    [{ and: null }, false],
    [{ or: [] }, false],
    [{ or: null }, false],
    [{ equal: null }, false],
    // LOG-02
    [{ and: [true, 1n, 'x'] }, true],
    [{ and: [true, ''] }, false],
    [{ or: [false, '', 'x'] }, true],
    [{ or: [false, ''] }, false],
    [{ not: false }, true],
    [{ not: null }, true],
    [{ not: 'x' }, false],
    [{ not: { or: [{ and: [true, false] }, { not: true }] } }, true],
    // LOG-04
    [{ equal: [1n, 1] }, true],
    [{ equal: ['1', 1] }, false],
    [{ equal: [true, 'true'] }, false],
    [{ equal: [null, ''] }, false],
    [{ equal: ['a', 'a', 'a'] }, true],
    [{ equal: ['a', 'a', 'b'] }, false],
    [
      {
        equal: [
          [1, { a: 2, b: 3 }],
          [1, { b: 3, a: 2 }],
        ],
      },
      true,
    ],
    [{ equal: [[1], [1, 2]] }, false],
    [{ equal: [opaque('x'), opaque('x')] }, true],
    [{ equal: [opaque('x'), 'x'] }, false],
    [{ equal: [true, { not: false }] }, true],
    // LOG-06
    [{ matches: { pattern: '^release/.*$', value: 'release/1' } }, true],
    [{ matches: { pattern: 'release', value: 'release/1' } }, false],
    [{ matches: { pattern: 'main|master', value: 'master' } }, true],
    [{ matches: { pattern: '.+', value: null } }, false],
    [{ matches: { pattern: '', value: null } }, true],
  ])('%o is %j', (value, truth) => {
    expect(decide(value)).toBe(truth);
  });
});

describe('errors', () => {
  it.each<[unknown, string]>([
    [[true], 'A condition is one value, not a list.@'], // LOG-08
    [{ and: [true, [false]] }, 'A condition is one value, not a list.@and.1'],
    [{ and: [], or: [] }, 'A condition has one operator; this one has and, or.@'],
    [{ not: [true] }, '"not" takes one value, not a list.@not'],
    [{ and: true }, '"and" takes a list of conditions.@and'],
    [{ equal: 'x' }, '"equal" takes a list of values.@equal'],
    [{ equal: [] }, '"equal" needs values to compare; its list is empty.@equal'], // LOG-05
    [{ matches: 'x' }, '"matches" takes a map with "pattern" and "value".@matches'],
    [{ matches: { pattern: 'x' } }, '"matches" needs a "value".@matches'],
    [{ matches: { value: 'x' } }, '"matches" needs a "pattern" that is text.@matches'],
    [{ matches: { pattern: 1, value: 'x' } }, '"matches" needs a "pattern" that is text.@matches.pattern'],
    [{ matches: { pattern: 'x', value: 1n } }, 'The "value" of "matches" must be text.@matches.value'],
    [
      { matches: { pattern: 'x', value: 'x', flags: 'i' } },
      '"matches" takes "pattern" and "value" only, found "flags".@matches.flags',
    ],
  ])('%o: %s', (value, message) => {
    expect(decide(value)).toBe(message);
  });

  it.each(['(?=a)b', 'a++', '(a)\\1', '['])(
    'refuses the pattern %s, also where it does not matter',
    (pattern) => {
      const outcome = evaluateCondition(condition({ or: [true, { matches: { pattern, value: 'x' } }] }));
      expect(outcome).toMatchObject({ kind: 'error', path: ['or', 1, 'matches', 'pattern'] });
      expect(outcome).toMatchObject({
        message: expect.stringContaining(`Invalid regular expression: ${pattern}`),
      });
    },
  );

  it('goes 100 levels deep (LOG-09)', () => {
    const nest = (levels: number): unknown => (levels === 0 ? true : { not: nest(levels - 1) });
    expect(decide(nest(100))).toBe(true);
    expect(decide(nest(101))).toMatch(/at most 100 levels/);
    expect(decide(nest(1_000))).toMatch(/at most 100 levels/);
  });
});

it('answers any value', () => {
  fc.assert(
    fc.property(
      fc.anything({
        values: [fc.constantFrom('and', 'or', 'not', 'equal', 'matches'), fc.boolean(), fc.string()],
      }),
      (value) => {
        expect(['value', 'error']).toContain(evaluateCondition(condition(value)).kind);
      },
    ),
  );
});
