import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { OrbSource } from '../../ports/orb-source.ts';
import { packFiles } from '../pack/pack-files.ts';
import { renderText } from '../source/render-text.ts';
import { checkOrb } from './check-orb.ts';

/* Golden files: the unpacked orb in `testdata/orb-check/<case>/` is answered as the `.out` beside it says. */

const testdata = resolve(import.meta.dirname, '../../../testdata/orb-check');
const base =
  'version: 2.1\ncommands: {hello: {parameters: {to: {type: string}}, steps: [run: echo << parameters.to >>]}}\n';
const orbs: OrbSource = {
  fetch: async ({ name, version }) =>
    name === 'base' && version === '1.0.0' ? { version, yaml: base } : undefined,
};

function packed(folder: string) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  const files = paths
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }));
  return packFiles(files, { kind: 'orb', prefix: 'src/' });
}

const cases = readdirSync(testdata).filter((name) => !name.endsWith('.out'));

it.each(cases)('%s', async (name) => {
  const { value, files } = packed(join(testdata, name));
  if (value === undefined) throw new Error('the case does not pack');
  const checked = await checkOrb(value, { files, orbs });
  const unchecked = checked.uncheckedExamples.map((example) => `not checked: ${example}\n`);
  const answer = renderText(checked.diagnostics, checked.files) + unchecked.join('');
  const golden = join(testdata, `${name}.out`);
  if (process.env['UPDATE'] === '1') writeFileSync(golden, answer);
  expect(answer).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : undefined);
});
