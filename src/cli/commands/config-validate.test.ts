import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runArguments } from '../start.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';

const valid = `version: 2.1
jobs:
  build:
    docker: [{image: cimg/base:2024.01}]
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;
const slips = valid.replace('docker:', 'dockr:').replace('jobs: [build]', 'jobs: [biuld, ship]');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-validate-'));
  mkdirSync(join(folder, '.circleci'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function validate(config: string, ...args: readonly string[]) {
  const file = join(folder, '.circleci/config.yml');
  writeFileSync(file, config);
  const terminal = fakeTerminal({ cwd: folder, input: config });
  const code = await runArguments(['config', 'validate', '--offline', ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr(), file: readFileSync(file, 'utf8') };
}

describe('config validate', () => {
  it('says in one line that a config is valid', async () => {
    expect(await validate(valid)).toMatchObject({
      code: 0,
      out: '',
      err: '.circleci/config.yml is valid.\n',
    });
  });

  it('ends well with warnings alone', async () => {
    const { code, err } = await validate(`${valid}workflow: {}\n`.replace('workflows:', 'workflows:'));
    expect(code).toBe(0);
    expect(err.endsWith('.circleci/config.yml is valid.\n')).toBe(true);
    const warned = await validate(valid.replace('[checkout]', '[checkout, run: "<< pipeline.git.brnch >>"]'));
    expect(warned.code).toBe(0);
    expect(warned.err).toMatch(/is valid \(1 warning\)\. orrery config validate --fix mends it\.\n$/);
  });

  it('says how many of its findings --fix mends', async () => {
    const { code, err } = await validate(slips);
    expect(code).toBe(7);
    expect(err).toContain('Did you mean "docker"? (--fix does it)');
    expect(err).toMatch(/is not valid: 3 errors\. orrery config validate --fix mends 2 of them\.\n$/);
  });
});

describe('--fix', () => {
  it('mends the file, tells each change, and ends by what is left', async () => {
    const { code, err, out, file } = await validate(slips, '--fix');
    expect(file).toBe(valid.replace('[build]', '[build, ship]'));
    expect([code, out]).toEqual([7, '']);
    expect(err).toContain('.circleci/config.yml:4:5  fixed  config/unknown-key  dockr → docker\n');
    expect(err).toContain('.circleci/config.yml:8:12  fixed  job/unknown  biuld → build\n');
    expect(err).toContain('There is no job "ship" in the config.');
  });

  it('leaves alone what it can do nothing for', async () => {
    const { code, err, file } = await validate(valid, '--fix');
    expect([code, file]).toEqual([0, valid]);
    expect(err).toBe('There is nothing that --fix can mend.\n.circleci/config.yml is valid.\n');
  });

  it('prints a mended standard input', async () => {
    const { code, out } = await validate(slips.replace(', ship', ''), '-', '--fix');
    expect([code, out]).toEqual([0, valid]);
    expect((await validate(slips, '-', '--fix', '--json')).code).toBe(2);
  });
});

describe('--format', () => {
  it('prints JSON of the same shape as ever', async () => {
    const { out } = await validate(slips, '--format', 'json');
    const { schemaVersion, valid: isValid, diagnostics } = JSON.parse(out) as Record<string, object[]>;
    expect([schemaVersion, isValid]).toEqual([1, false]);
    expect(diagnostics).toContainEqual({
      code: 'config/unknown-key',
      severity: 'error',
      message: 'The job "build" has no key "dockr".',
      file: '.circleci/config.yml',
      line: 4,
      column: 5,
      endLine: 4,
      endColumn: 10,
      hint: 'Did you mean "docker"?',
      related: [],
    });
  });

  it('prints SARIF with what explains each check', async () => {
    const { out, code } = await validate(slips, '--format', 'sarif');
    const log = JSON.parse(out) as {
      runs: { tool: { driver: { rules: { id: string; help: object }[] } } }[];
    };
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    expect(code).toBe(7);
    expect(rules.map((r) => r.id)).toEqual(['config/unknown-key', 'job/unknown']);
    expect(rules.every((r) => 'markdown' in r.help)).toBe(true);
  });
});
