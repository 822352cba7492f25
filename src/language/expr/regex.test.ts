import { expect, it } from 'vitest';
import { compileRegex } from './regex.ts';

it.each([
  ['a|ab', 'ab', true],
  ['release', 'release/1', false],
  ['^release/.*$', 'release/1', true],
  ['.*', 'a\nb', false],
  ['(?s).*', 'a\nb', true],
  ['(?i)main', 'MAIN', true],
  ['', '', true],
  ['', 'x', false],
  ['\\Qa.b\\E', 'a.b', true],
  ['(?P<n>a)', 'a', true],
  ['(a+)+$', `${'a'.repeat(5_000)}b`, false],
])('%s on %j: %s', (source, text, isMatch) => {
  const outcome = compileRegex(source);
  expect(outcome.kind === 'regex' && outcome.regex.matches(text)).toBe(isMatch);
});

it.each([
  '(?=a)b',
  '(?<!a)b',
  '(a)\\1',
  'a++',
  '[',
  '(',
  'a{2,1}',
  '(a{1000}){1000}',
  '\\Z',
  '('.repeat(5_000),
])('refuses %s', (source) => {
  expect(compileRegex(source)).toMatchObject({ kind: 'error', message: expect.stringMatching(/./) });
});
