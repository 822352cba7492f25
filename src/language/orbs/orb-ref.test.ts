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
  ['https://example.org/a/../orb.yml#x', 'https://example.org/orb.yml'],
  ['http://localhost:8080/orb.yml', 'http://localhost:8080/orb.yml'],
])('reads %s', (text, url) => {
  expect(parseOrbRef(text)).toEqual({ kind: 'ref', ref: { kind: 'url', text, url } });
});

it.each([
  ['node@5', 'not a reference'],
  ['circleci/node', 'no version'],
  ['circleci/node@latest', '"latest" is not a version'],
  ['a/b/c@1', 'not a reference'],
  ['http://example.org/orb.yml', 'https'],
  ['ftp://example.org/orb.yml', 'https'],
  ['https://kim:secret@example.org/orb.yml', 'no user name'],
  ['https://', 'not a URL'],
  ['', 'not a reference'],
])('refuses %j', (text, reason) => {
  expect(parseOrbRef(text)).toMatchObject({ kind: 'invalid', message: expect.stringContaining(reason) });
});
