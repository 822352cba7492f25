import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from '../plan/compare/compare.ts';
import { timingChanges } from '../plan/compare/timing-changes.ts';
import { push, sideOf } from '../plan/testing/side.ts';
import { againstText } from './against-text.ts';
import { createStyle } from './style.ts';

const testdata = resolve(import.meta.dirname, '../../testdata/differences');
const durations = new Map([
  ['build', 61_000],
  ['test', 190_000],
  ['lint', 20_000],
  ['long', 5000],
]);

async function textOf(folder: string, isStyled: boolean): Promise<string> {
  const [before, after] = await Promise.all(
    ['before.yml', 'after.yml'].map((file) =>
      sideOf(readFileSync(join(folder, file), 'utf8').replace('version: 2.1\n', '')),
    ),
  );
  if (before === undefined || after === undefined) throw new Error('two files');
  const comparison = compare(before, after);
  const timings = timingChanges({ before: before.plan, after: after.plan }, comparison, durations);
  const report = { comparison, timings, trigger: push('main'), name: 'main~1', revision: undefined };
  return againstText(report, createStyle(isStyled));
}

/** `UPDATE=1` writes what is answered. */
it.each(readdirSync(testdata))('%s', async (name) => {
  const path = join(testdata, name, 'expected.txt');
  const text = await textOf(join(testdata, name), false);
  if (process.env['UPDATE'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
});

it('paints what came green, what went red, and exposed contexts yellow', async () => {
  const text = await textOf(join(testdata, 'everyday'), true);
  expect(text).toContain('\u001b[33m! the context prod-aws is newly exposed to main/deploy\u001b[39m');
  expect(text).toContain('\u001b[32m+ main/lint now runs\u001b[39m');
  expect(text).toContain('    \u001b[31m- npm ci\u001b[39m\n');
});

it('lets no control character of a config through to the terminal', async () => {
  const config = (command: string): string =>
    `jobs: {a: {docker: [{image: x}], steps: [{run: {name: n, command: "${command}"}}]}}\nworkflows: {w: {jobs: [a]}}`;
  const [before, after] = [await sideOf(config('echo')), await sideOf(config('echo \\e[2J\\tx'))];
  const comparison = compare(before, after);
  const report = { comparison, timings: [], trigger: push('main'), name: 'x', revision: undefined };
  expect(againstText(report, createStyle(false))).toContain('    + echo �[2J\tx\n');
});
