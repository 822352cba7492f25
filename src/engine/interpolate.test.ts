import { expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

const variables = { USER: 'kim', PASS: 'a$USER' };

it.each([
  ['$USER', 'kim'],
  ['${USER}x', 'kimx'],
  ['$PASS', 'a$USER'],
  ['<$NONE>', '<>'],
  ['$USER_NAME', ''],
  ['5$ and $', '5$ and $'],
  ['$toString', ''],
])('%s is %s', (text, out) => {
  expect(interpolate(text, variables)).toBe(out);
});
