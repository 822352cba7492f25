import { expect, it } from 'vitest';
import { parseOrbRef } from './orb-ref.ts';

it.each([
  ['circleci/node@5.1.0', '5.1.0'],
  ['circleci/node@5', '5'],
  ['circleci/node@volatile', 'volatile'],
  ['acme-chat/slack@dev:my-branch', 'dev:my-branch'],
])('reads %s', (text, version) => {
  expect(parseOrbRef(text)).toMatchObject({ kind: 'ref', ref: { text, version } });
});

it.each([
  ['node@5', 'not a reference'],
  ['circleci/node', 'no version'],
  ['circleci/node@latest', '"latest" is not a version'],
  ['a/b/c@1', 'not a reference'],
  ['https://example.org/orb.yml', 'a URL'],
  ['', 'not a reference'],
])('refuses %j', (text, reason) => {
  expect(parseOrbRef(text)).toMatchObject({ kind: 'invalid', message: expect.stringContaining(reason) });
});
