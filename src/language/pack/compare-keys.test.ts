import { expect, it } from 'vitest';
import { compareKeys } from './compare-keys.ts';

it.each([
  [
    ['version', 'executor', 'Steps', 'steps'],
    ['Steps', 'executor', 'steps', 'version'],
  ],
  [
    ['x10', 'x2', 'x', 'x2a'],
    ['x', 'x2', 'x2a', 'x10'],
  ],
  [
    ['a-b', 'ab', 'a_b', 'a'],
    ['a', 'a-b', 'a_b', 'ab'],
  ],
  [
    ['go1b', 'go1-x'],
    ['go1b', 'go1-x'],
  ],
])('sorts %j', (keys, sorted) => {
  expect(keys.toSorted(compareKeys)).toEqual(sorted);
});
