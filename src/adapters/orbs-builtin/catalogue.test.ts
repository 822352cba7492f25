import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compile, orbText } from '../../language/index.ts';
import { hasTool } from './testing/has-tool.ts';
import { catalogue, configWithAllOf } from './testing/whole-config.ts';

const all = (await catalogue.list()).map((orb) => [orbText(orb), orb] as const);

async function compileAllOf([, orb]: (typeof all)[number]) {
  const config = await configWithAllOf(orb);
  const { diagnostics, value } = await compile(JSON.stringify(config), {
    path: 'config.yml',
    parameters: {},
    values: {},
    orbs: catalogue,
  });
  return { diagnostics, jobs: value?.config.jobs ?? [], wanted: config.workflows.all.jobs.length };
}

it.each(all)('%s compiles, each element of it in two ways', async (...orb) => {
  const { diagnostics, jobs, wanted } = await compileAllOf(orb);
  expect(diagnostics.filter((d) => d.severity !== 'hint')).toEqual([]);
  expect(jobs.length).toBe(wanted);
});

const hasShellcheck = await hasTool('shellcheck');

it.skipIf(!hasShellcheck)('the shell of every step is sound', async () => {
  const compiled = await Promise.all(all.map(compileAllOf));
  const steps = compiled.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  const commands = new Set(steps.flatMap((step) => (step.kind === 'run' ? [step.command] : [])));
  const folder = mkdtempSync(join(tmpdir(), 'orrery-steps-'));
  try {
    const files = [...commands].map((command, i) => {
      writeFileSync(join(folder, `${i}.sh`), command);
      return `${i}.sh`;
    });
    // Parameters are constants once they are filled in.
    const args = ['--shell=bash', '--severity=warning', '--exclude=SC2050,SC2157,SC2194'];
    const { stdout } = spawnSync('shellcheck', [...args, ...files], { cwd: folder, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(90);
    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
