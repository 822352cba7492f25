import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEnvFile, withVariable, withoutVariable } from './env-file.ts';

const read = (text: string): Record<string, string> => Object.fromEntries(readEnvFile(text, 'x.env'));

it.each<[string, Record<string, string>]>([
  ['A=1\nB=2\n', { A: '1', B: '2' }],
  ['A=1', { A: '1' }],
  ['# note\n\n  \t\n  # more\nA=1\n', { A: '1' }],
  ['A="quoted"\nB=\'single\'\n', { A: '"quoted"', B: "'single'" }],
  ['A= kept  \n', { A: ' kept  ' }],
  ['A=a=b#c $D `e` \\n\n', { A: 'a=b#c $D `e` \\n' }],
  ['A=\n', { A: '' }],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['\uFEFFA=1\n', { A: '1' }],
  ['export A=1\n', { A: '1' }],
  ['A=1\nA=2\n', { A: '2' }],
  [String.raw`A=$'one\ntwo\\ \'q\' \t|\x'`, { A: "one\ntwo\\ 'q' \t|\\x" }],
  ["A=$'open\n", { A: "$'open" }],
  ["A=x$'y'\n", { A: "x$'y'" }],
])('reads %j', (text, values) => {
  expect(read(text)).toEqual(values);
});

it('names the line that it cannot read, and does not show it', () => {
  expect(() => read('A=1\nhunter2\n')).toThrow(/^x\.env:2: expected NAME=VALUE$/);
  for (const bad of ['A B=1', '1A=2', '=x', 'A-B=1', ' A=1']) expect(() => read(bad)).toThrow('x.env:1');
});

it('changes one variable and leaves the rest as it is', () => {
  const text = '# mine\nA=1\nB="2"\n';
  expect(withVariable(text, 'A', 'new')).toBe('# mine\nA=new\nB="2"\n');
  expect(withVariable(text, 'C', 'x\ny')).toBe(`# mine\nA=1\nB="2"\nC=$'x\\ny'\n`);
  expect(withVariable('A=1', 'B', '2')).toBe('A=1\nB=2\n');
  expect(withoutVariable(text, 'A')).toBe('# mine\nB="2"\n');
  expect(withoutVariable(text, 'Z')).toBeUndefined();
});

it.each(['', '1A', 'A-B', 'A=B', 'A B', 'ž'])('refuses the name %j', (key) => {
  expect(() => withVariable('', key, 'x')).toThrow('name of a variable');
});

it('gives back any value, beside any other', () => {
  const value = fc.string({ unit: fc.constantFrom(...'a \'"\\\n\r\t$#={}!`\u0001ž日') });
  fc.assert(
    fc.property(value, value, (one, other) => {
      const text = withVariable(withVariable('# keep\n', 'ONE', one), 'OTHER', other);
      expect(read(text)).toEqual({ ONE: one, OTHER: other });
      expect(read(withVariable(text, 'ONE', other))).toEqual({ ONE: other, OTHER: other });
      expect(read(withoutVariable(text, 'ONE') ?? '')).toEqual({ OTHER: other });
    }),
  );
});

it('quotes as bash does', () => {
  const value = 'one\ntwo \'x\' \\ "y" $HOME\r';
  const script = `${withVariable('', 'A', value)}printf %s "$A"`;
  expect(spawnSync('bash', ['-c', script]).stdout.toString()).toBe(value);
});
