import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../../testing/require.ts';

/*
 * The conformance cases and real compiler outputs of the reference library beside the project, where it is there:
 * none that passed may fall back. `testdata/conformance-passing.txt` keeps the ids; `UPDATE=1` writes it.
 */

const root = resolve(import.meta.dirname, '../..');
const library = resolve(root, '../shared');
const runner = join(library, 'conformance/run.mjs');
const list = join(root, 'testdata/conformance-passing.txt');
const isThere = await needs('conformance', async () => (existsSync(runner) ? undefined : `no ${runner}`));

const batch = `
import { createInterface } from 'node:readline';
import { runBatch } from ${JSON.stringify(join(root, 'src/cli/batch.ts'))};
await runBatch(createInterface({ input: process.stdin }), (line) => process.stdout.write(line + '\\n'));
`;

/** Ends with exit code 1 when a case fails; which ones passed is what counts here. */
function run(...options: readonly string[]): Promise<string> {
  const command = [process.execPath, '--input-type=module', '-e', batch];
  return new Promise((done) => {
    execFile(
      process.execPath,
      [runner, '-v', ...options, '--', ...command],
      { cwd: root, maxBuffer: 1 << 26 },
      (_, stdout) => done(stdout),
    );
  });
}

it.skipIf(!isThere)('passes every case that has passed before', async () => {
  const outputs = await Promise.all([run(), run('--pairs', join(library, 'ground-truth'))]);
  const passing = outputs.flatMap((text) => [...text.matchAll(/^ok {4}(\S+)/gm)].map((m) => m[1] ?? ''));
  if (process.env['UPDATE'] === '1') writeFileSync(list, `${passing.toSorted().join('\n')}\n`);
  const before = readFileSync(list, 'utf8').trim().split('\n');
  expect(before.filter((id) => !passing.includes(id))).toEqual([]);
});
