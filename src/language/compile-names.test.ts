import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import { printProcessed } from './resolve/print-processed.ts';

async function entries(jobs: string): Promise<string> {
  const { value } = await compile(
    `version: 2.1
jobs:
  greet: {parameters: {to: {type: string, default: all}}, docker: [{image: a}], steps: [run: hi << parameters.to >>]}
  end: {docker: [{image: a}], steps: [checkout]}
  greet-1: {type: no-op}
workflows:
${jobs}`,
    { path: 'c', parameters: {}, values: {}, orbs: { fetch: async () => undefined } },
  );
  const printed = value === undefined ? '' : printProcessed(value);
  return printed.slice(printed.indexOf('workflows:')).replaceAll(/^ +(jobs|version|requires):.*\n/gm, '');
}

it.each([
  ['one use', 'a: {jobs: [greet]}', 'a: greet'],
  ['the same job twice', 'a: {jobs: [greet, greet]}', 'a: greet greet'],
  ['the same job in two workflows', 'a: {jobs: [greet]}\n  b: {jobs: [greet]}', 'a: greet b: greet'],
  ['another job', 'a: {jobs: [greet, greet: {to: you}]}', 'a: greet-1 greet-2'],
  [
    'another job in another workflow',
    'a: {jobs: [greet]}\n  b: {jobs: [greet: {to: you}]}',
    'a: greet-1 b: greet-2',
  ],
  ['three uses, two jobs', 'a: {jobs: [greet, greet: {to: you}, greet]}', 'a: greet-1 greet-2 greet-1'],
  ['a number that is taken', 'a: {jobs: [greet-1, greet, greet: {to: you}]}', 'a: greet-1 greet-2 greet-3'],
  [
    'the same job, one waiting for the other',
    'a: {jobs: [end, end: {requires: [end]}]}',
    'a: end-1 end-2 end-1',
  ],
  [
    'the same jobs of a matrix that is required',
    'a: {jobs: [greet: {matrix: {parameters: {to: [x, x]}}}, end: {requires: [greet]}]}',
    'a: greet-x-1 greet-x-2 end greet-x-1 greet-x-2',
  ],
])('%s', async (_, jobs, names) => {
  const printed = await entries(`  ${jobs}\n`);
  expect(
    printed
      .replaceAll(/workflows:|- |(?<=-\d|end):/g, '')
      .trim()
      .split(/\s+/)
      .join(' '),
  ).toBe(names);
});
