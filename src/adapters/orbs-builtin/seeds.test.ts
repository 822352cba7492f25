import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { compile, printProcessed } from '../../language/index.ts';
import { builtinOrbSource } from './orb-source.ts';

/*
 * Golden files: `testdata/seeds/<name>` holds a whole pipeline of 2019, as its author wrote it, and what it compiles to
 * with nothing but the catalogue. `UPDATE=1` writes what is answered.
 */

const root = resolve(import.meta.dirname, '../../..');
const seeds = join(root, 'testdata/seeds');

it.each(readdirSync(seeds))('%s compiles with built-in orbs alone', async (name) => {
  const text = readFileSync(join(seeds, name, 'config.yml'), 'utf8');
  const { value, diagnostics } = await compile(text, {
    path: '.circleci/config.yml',
    parameters: {},
    values: {},
    orbs: builtinOrbSource(join(root, 'orbs')),
  });
  // They are of 2019: what has aged since is told of.
  const aged = ['deprecated/image', 'unused/orb'];
  expect(diagnostics.filter((d) => d.severity === 'error' || !aged.includes(d.code))).toEqual([]);
  const golden = join(seeds, name, 'expected.yml');
  const answer = value === undefined ? '' : printProcessed(value);
  if (process.env['UPDATE'] === '1') writeFileSync(golden, answer);
  expect(answer).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : undefined);
});
