import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type CacheKeyContext, renderCacheKey } from './cache-key.ts';

const files: Readonly<Record<string, string>> = { 'deps.lock': 'left-pad 1.3.0\n', 'a b.txt': '' };
const context: CacheKeyContext = {
  branch: 'feature/login',
  buildNumber: 17,
  revision: 'c0ffee',
  checkoutKey: 'ck',
  environment: { NODE: '22', EMPTY: '' },
  arch: 'linux-amd64-6_85',
  epochSeconds: 1_717_171_717,
  readFile: async (path) => {
    const text = files[path];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  },
};
const sha = (text: string): string => createHash('sha256').update(text).digest('base64');

it.each([
  ['deps-v1', 'deps-v1'],
  ['owner-{{ .Branch }}-{{.BuildNum}}-{{ .Revision}}-{{.CheckoutKey }}', 'owner-feature/login-17-c0ffee-ck'],
  ['n{{ .Environment.NODE }}-{{ .Environment.EMPTY }}-', 'n22--'],
  ['deps-{{ checksum "deps.lock" }}', `deps-${sha('left-pad 1.3.0\n')}`],
  ['{{checksum `a b.txt`}}', sha('')],
  ['{{ "deps.lock" | checksum }}', sha('left-pad 1.3.0\n')],
  ['{{ checksum ("deps.lock") }}', sha('left-pad 1.3.0\n')],
  ['{{ epoch }}.{{ arch }}', '1717171717.linux-amd64-6_85'],
  ['a {{- arch -}} b', 'alinux-amd64-6_85b'],
  ['a{{/* why */}}b', 'ab'],
  ['{ a } }} "', '{ a } }} "'],
])('renders %s', async (template, key) => {
  expect(await renderCacheKey(template, context)).toEqual({ kind: 'key', key, notes: [] });
});

it('gives what Go gives for a variable that is not set, and says so', async () => {
  expect(await renderCacheKey('v-{{ .Environment.NOPE }}-x', context)).toEqual({
    kind: 'key',
    key: 'v-<no value>-x',
    notes: ['The key names $NOPE, which is not set: it holds "<no value>" there.'],
  });
});

it.each([
  [
    'gems-{{ checksum "Gemfile.lock" }}',
    'template: cacheKey:1:8: executing "cacheKey" at <checksum "Gemfile.lock">: error calling checksum: open Gemfile.lock: no such file or directory',
  ],
  [
    'v-{{ .Brunch }}',
    'template: cacheKey:1:5: executing "cacheKey" at <.Brunch>: can\'t evaluate field Brunch',
  ],
  ['v-{{ pom }}', 'template: cacheKey:1: function "pom" not defined'],
  ['v-{{ checksum deps }}', 'template: cacheKey:1: function "deps" not defined'],
  [
    'v-{{ checksum }}',
    'template: cacheKey:1:5: executing "cacheKey" at <checksum>: wrong number of args for checksum: want 1 got 0',
  ],
  [
    '{{ if .Branch }}a{{ end }}',
    'template: cacheKey:1: "if" of Go\'s templates is not supported here; there are arch, checksum and epoch',
  ],
  ['v-{{ .Branch', 'template: cacheKey:1: unclosed action'],
  ['v-{{', 'template: cacheKey:1: unclosed action'],
  ['v-{{ }}', 'template: cacheKey:1: missing value for command'],
  ['v-{{ checksum "a }}', 'template: cacheKey:1: unterminated quoted string'],
  ['v-{{ $X }}', 'template: cacheKey:1: unexpected "$" in an action'],
  ['v-{{ (arch }}', 'template: cacheKey:1: unclosed left paren'],
  ['v-{{ arch) }}', 'template: cacheKey:1: unexpected right paren'],
  ['', 'the key is empty'],
])('refuses %s', async (template, message) => {
  expect(await renderCacheKey(template, context)).toEqual({
    kind: 'error',
    message: `error computing cache key: ${message}`,
  });
});

it('refuses a key of more than 900 characters', async () => {
  expect(await renderCacheKey('ä'.repeat(900), context)).toMatchObject({ kind: 'key' });
  expect(await renderCacheKey('ä'.repeat(901), context)).toMatchObject({
    kind: 'error',
    message: expect.stringContaining('the key has 901 characters; 900 are allowed'),
  });
});
