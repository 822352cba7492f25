import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runArguments } from './start.ts';
import { fakeTerminal } from './testing/terminal-fake.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-findings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const job = (image: string): string => `{docker: [{image: "${image}"}], steps: [checkout]}`;

/** A config with that many warnings, each for an image that is no longer built, and one hint. */
function withWarnings(count: number): string {
  const images = Array.from({ length: count }, (_, i) => `  job-${i}: ${job('circleci/node')}\n`);
  const names = Array.from({ length: count }, (_, i) => `job-${i}`);
  return `version: 2.1
jobs:
  spare: ${job('cimg/base:stable')}
  build: ${job('cimg/base:stable')}
${images.join('')}workflows:
  main: {jobs: [${['build', ...names].join(', ')}]}
`;
}

/** A folder with these files, and a way to call Orrery in it. */
function project(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(root, 'project-'));
  mkdirSync(join(folder, '.git'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return async (...args: readonly string[]) => {
    const terminal = fakeTerminal({ cwd: folder, environment: { PATH: process.env['PATH'] } });
    const exit = await runArguments(args, terminal);
    const codes = [...terminal.stderr().matchAll(/ {2}(?:hint|warning|error) {2}\S+/g)].map((m) =>
      m[0].trim(),
    );
    return { exit, out: terminal.stdout(), err: terminal.stderr(), codes };
  };
}

const configFile = '.circleci/config.yml';

it('shows all findings when the config is validated, and refuses warnings if that is asked for', async () => {
  const orrery = project({ [configFile]: withWarnings(1) });
  const found = ['hint  unused/job', 'warning  deprecated/image'];
  expect(await orrery('config', 'validate')).toMatchObject({ exit: 0, codes: found });
  const strict = await orrery('config', 'validate', '--strict');
  expect(strict).toMatchObject({ exit: 7, codes: found });
  expect(strict.err).toContain('.circleci/config.yml is not valid: 1 warning, 1 hint.');
  const ignored = await orrery('config', 'validate', '--strict', '--ignore', 'deprecated/image');
  expect(ignored).toMatchObject({ exit: 0, codes: ['hint  unused/job'] });
  const json = await orrery('config', 'validate', '--strict', '--json');
  expect(JSON.parse(json.out)).toMatchObject({
    valid: false,
    diagnostics: [{}, { code: 'deprecated/image' }],
  });
});

it('refuses to ignore a check that does not exist', async () => {
  const orrery = project({ [configFile]: withWarnings(0) });
  const { exit, err } = await orrery('config', 'validate', '--ignore', 'unused/jobs');
  expect(exit).toBe(2);
  expect(err).toContain('--ignore unused/jobs: there is no such check.');
  expect(err).toContain('Did you mean: --ignore unused/job');
});

it('goes by the settings of the repository', async () => {
  const settings = 'checks: {unused/job: error, deprecated/image: off}\n';
  const orrery = project({ [configFile]: withWarnings(1), '.orrery/config.yml': settings });
  const found = ['error  unused/job'];
  for (const verb of [['config', 'validate'], ['config', 'process'], ['plan']])
    expect(await orrery(...verb)).toMatchObject({ exit: 7, out: '', codes: found });
  expect(await orrery('config', 'validate', '--ignore', 'unused/job')).toMatchObject({ exit: 0, codes: [] });
});

it('does not bury what else there is to see under warnings', async () => {
  const few = project({ [configFile]: withWarnings(3) });
  const many = project({ [configFile]: withWarnings(4), 'other.yml': withWarnings(5) });
  for (const verb of [['config', 'process'], ['plan']]) {
    expect((await few(...verb)).codes).toEqual(Array.from({ length: 3 }, () => 'warning  deprecated/image'));
    const { exit, codes, err } = await many(...verb);
    expect([exit, codes]).toEqual([0, []]);
    expect(err).toContain('warning: the config has 4 warnings; orrery config validate shows them.\n');
  }
  expect((await many('config', 'process', 'other.yml')).err).toContain(
    'orrery config validate other.yml shows',
  );
  expect((await many('plan', '-c', 'other.yml')).err).toContain('orrery config validate other.yml shows');
});
