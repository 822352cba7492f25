import { expect, it } from 'vitest';
import type { ConditionValue } from '../expr/condition.ts';
import { showCondition } from './show-condition.ts';

const map = (key: string, value: ConditionValue): ConditionValue => ({ entries: [[key, value]] });

it.each<[ConditionValue, string]>([
  [null, 'null'],
  [true, 'true'],
  [3n, '3'],
  ['two\nlines', '"two\\nlines"'],
  [map('equal', ['main', 'dev']), 'equal: ["main", "dev"]'],
  [map('not', map('matches', { entries: [['pattern', '^v'], ['value', 'v1']] })), 'not: matches: pattern: "^v", value: "v1"'], // prettier-ignore
  [map('and', [map('or', [false, 1]), { opaque: {}, key: '[]' }]), 'and: [or: [false, 1], steps]'],
  [{ opaque: {}, key: '"box"', text: 'box' }, '"box"'],
])('%o', (value, shown) => expect(showCondition(value)).toBe(shown));
