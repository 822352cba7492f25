import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShellName, quote, quoteExports, splitShellWords } from './shell-words.ts';

describe('quote', () => {
  it('stands for exactly the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\0') && text.isWellFormed());
        const out = execFileSync('/bin/sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'utf8' });
        expect(out).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});

describe('exports', () => {
  it('hand values on, and leave alone what a bash may not set', () => {
    const source = quoteExports({ A: "it's", UID: '7' });
    expect(source).toContain(`export A='it'\\''s'`);
    const print = `${source}\nprintf '%s %s' "$A" "\${UID-none}"`;
    expect(execFileSync('/bin/bash', ['-c', print], { encoding: 'utf8' })).toMatch(/^it's \d+$/);
  });
});

it.each([
  ['A', true],
  ['_a1', true],
  ['1a', false],
  ['a-b', false],
  ['a.b', false],
  ['', false],
])('knows whether %j is a name', (name, is) => {
  expect(isShellName(name)).toBe(is);
});

it.each<[string, readonly string[]]>([
  ['/bin/bash -euo pipefail', ['/bin/bash', '-euo', 'pipefail']],
  ['  bash   -x ', ['bash', '-x']],
  [`bash --init-file "my file" 'it''s'`, ['bash', '--init-file', 'my file', 'its']],
  ['a\\ b "c\\"d\\n" \'e\\f\'', ['a b', 'c"d\\n', 'e\\f']],
  ['unfinished "quote', ['unfinished', '"quote']],
  ['""', ['']],
  ['', []],
])('splits %j', (text, words) => {
  expect(splitShellWords(text)).toEqual(words);
});
