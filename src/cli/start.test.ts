import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localArguments } from './local-execute.ts';
import { runArguments } from './start.ts';
import { type FakeTerminalOptions, fakeTerminal } from './testing/terminal-fake.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const environment = {
  PATH: process.env['PATH'],
  HOME: join(root, 'home'),
  XDG_CONFIG_HOME: join(root, 'config'),
  XDG_CACHE_HOME: join(root, 'cache'),
  XDG_STATE_HOME: join(root, 'state'),
  ORRERY_EXECUTOR: 'host',
};

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A repository with one commit on `main`, and a way to call Orrery in it. */
function repository(config: string, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(root, 'shop-'));
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=Kim', '-c', 'user.email=kim@example.org'];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  write(folder, { '.circleci/config.yml': config, ...files });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('remote', 'add', 'origin', 'git@github.com:acme/shop.git');
  const orrery = async (args: readonly string[], options: FakeTerminalOptions = {}) => {
    const terminal = fakeTerminal({ cwd: folder, environment, ...options });
    const exit = await runArguments(args, terminal);
    return { exit, out: terminal.stdout(), err: terminal.stderr() };
  };
  return {
    folder,
    git,
    orrery,
    json: async (...args: string[]) => JSON.parse((await orrery(args)).out) as Json,
  };
}

interface Json {
  readonly [key: string]: never;
}

const job = (command: string, more = ''): string =>
  `{docker: [{image: "cimg/base:stable"}], ${more} steps: [checkout, {run: {name: Work, command: ${JSON.stringify(command)}}}]}`;

const config = `version: 2.1
parameters:
  fail: {type: boolean, default: false}
jobs:
  build: ${job('mkdir -p out; echo built > out/file; cat who.txt')}
  test: ${job('seq 3; if << pipeline.parameters.fail >>; then echo broken; exit 4; fi')}
  release: ${job('echo released')}
workflows:
  main:
    jobs:
      - build
      - test: {requires: [build]}
      - hold: {type: approval, requires: [test]}
      - release: {requires: [hold]}
  only-tags:
    jobs:
      - release: {filters: {branches: {ignore: /.*/}, tags: {only: /^v/}}}
`;

describe('a run', () => {
  const shop = repository(config, { 'who.txt': 'kim\n' });

  it('pauses at an approval with 77, and goes on by approve', async () => {
    const run = await shop.orrery(['run']);
    expect(run.exit).toBe(77);
    expect(run.out).toContain('orrery approve 1 hold');
    expect((await shop.json('status', '--json'))['status']).toBe('on_hold');
    expect((await shop.orrery(['approve', 'latest', 'build'])).exit).toBe(2);
    const approved = await shop.orrery(['approve', 'latest', 'hold']);
    expect(approved.exit).toBe(0);
    expect(approved.out).toContain('[release] released');
    expect((await shop.orrery(['cancel', '1'])).exit).toBe(2);
  });

  it('fails with 1, names job, step and the way on, and is rerun from there', async () => {
    const run = await shop.orrery(['run', '--param', 'fail=true', '--approve', 'all']);
    expect(run.exit).toBe(1);
    expect(run.out).toContain('test › Work (exit code 4)');
    expect(run.out).toContain('  │ broken');
    expect(run.out).toContain('orrery rerun 2 --from-failed');
    const again = await shop.orrery(['rerun', '2', '--from-failed']);
    expect(again.exit).toBe(1);
    expect(again.out).toContain('kept from an earlier attempt');
    const status = await shop.json('status', '2', '--json');
    expect(status).toMatchObject({
      schemaVersion: 1,
      number: 2,
      branch: 'main',
      tag: null,
      workflows: [
        { name: 'main', attempt: 1, status: 'failed' },
        { name: 'main', attempt: 2, status: 'failed' },
      ],
    });
  });

  it('takes dirty files, and with --committed those of HEAD', async () => {
    write(shop.folder, { 'who.txt': 'lee\n' });
    expect((await shop.orrery(['run', 'build'])).out).toContain('[build] lee');
    expect((await shop.orrery(['run', 'build', '--committed'])).out).toContain('[build] kim');
  });

  it('prints its events with --json, from the first to one run.finished', async () => {
    const run = await shop.orrery(['run', 'build', '--json']);
    const lines = run.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(run.exit).toBe(0);
    expect(lines.map((l) => l['type'])).toEqual(
      expect.arrayContaining([
        'run.created',
        'workflow.planned',
        'job.started',
        'step.finished',
        'job.finished',
      ]),
    );
    expect(lines[0]).toMatchObject({ type: 'run.created', schemaVersion: 1 });
    expect(lines.filter((l) => l['type'] === 'run.finished')).toEqual([lines.at(-1)]);
    expect(lines.at(-1)).toMatchObject({ status: 'success' });
  });

  it('runs nothing, and records nothing, where no job is left', async () => {
    const before = await shop.json('runs', '--json');
    const run = await shop.orrery(['run', '--tag', 'x1']);
    expect(run.exit).toBe(0);
    expect(run.err).toContain('Nothing to run for tag x1');
    expect(await shop.json('runs', '--json')).toEqual(before);
  });

  it.each([
    [['run', 'biuld'], 5, 'did you mean build?'],
    [['run', 'only-tags'], 5, 'orrery plan'],
    [['run', '--param', 'fial=true'], 2, 'did you mean fail?'],
    [['run', '--param', 'fail=yes'], 2, 'true or false'],
    [['run', '--approve', 'nobody'], 5, 'hold'],
    [['run', '--revision', 'nothing'], 5, 'nothing'],
    [['run', '--branch', 'a', '--tag', 'b'], 2, 'exclude'],
    [['run', '--concurrency', '0'], 2, 'from 1 up'],
    [['run', '--values', 'absent.json'], 2, 'absent.json'],
    [['run', '-c', 'absent.yml'], 5, 'absent.yml'],
    [['run', '--orb-dir', 'absent'], 2, 'absent'],
    [['status', '99'], 5, 'orrery runs'],
    [['logs', 'latest', 'tset'], 5, 'tset'],
    [['logs', 'latest', 'build', '--step', 'Wrk'], 5, 'Steps: '],
    [['logs', 'latest', 'build', '--index', '7'], 5, 'no execution 7'],
    [['rerun', 'latest', '--from-failed'], 2, 'nothing failed'],
    [['context', 'rm', 'absent'], 5, 'orrery context list'],
    [['cache', 'rm'], 2, '--all'],
    [['cache', 'rm', 'absent'], 5, 'absent'],
    [['init'], 2, 'already'],
  ])('%j is refused with %i', async (args, exit, message) => {
    const answer = await shop.orrery(args);
    expect([answer.exit, answer.out]).toEqual([exit, '']);
    expect(answer.err).toContain(message);
    expect(answer.err).not.toContain('    at ');
  });
});

describe('a plan', () => {
  const shop = repository(config);

  it('tells what would run and why not the rest, and starts nothing', async () => {
    expect(await shop.json('plan', '--json')).toMatchObject({
      workflows: [
        {
          name: 'main',
          jobs: [
            { name: 'build', type: 'build', requires: [] },
            { name: 'test', type: 'build', requires: ['build'] },
            { name: 'hold', type: 'approval', requires: ['test'] },
            { name: 'release', type: 'build', requires: ['hold'] },
          ],
        },
      ],
      left_out: [{ workflow: 'only-tags' }, { workflow: 'only-tags', job: null }],
    });
    const { out } = await shop.orrery(['plan']);
    expect(out).toMatch(/^main\n {2}build\n {4}test +after build$/m);
    expect(out).toContain('only-tags/release: ');
    expect((await shop.orrery(['status'])).exit).toBe(5);
  });
});

describe('a config', () => {
  const shop = repository(config.replace('requires: [test]', 'requires: [tset]'));

  it('with a mistake is not run: 7, with the place', async () => {
    const run = await shop.orrery(['run']);
    expect(run.exit).toBe(7);
    expect(run.err).toMatch(/^\.circleci\/config\.yml:13:\d+ {2}error/m);
  });

  it('is checked, as text and as JSON, from a file and from standard input', async () => {
    const text = await shop.orrery(['config', 'validate']);
    expect([text.exit, text.out]).toEqual([7, '']);
    expect(text.err).toContain('.circleci/config.yml is not valid: 1 error.');
    const json = await shop.orrery(['config', 'validate', '-', '--format', 'json'], { input: config });
    expect([json.exit, JSON.parse(json.out)]).toEqual([
      0,
      { schemaVersion: 1, valid: true, diagnostics: [] },
    ]);
  });

  it('is compiled', async () => {
    const text = await shop.orrery(['config', 'process', '-'], { input: config });
    expect(text.exit).toBe(0);
    expect(text.out).toContain('version: 2\n');
    const parameters = '{"fail": true}';
    const given = await shop.orrery(
      ['config', 'process', '-', '--json', '--pipeline-parameters', parameters],
      {
        input: config,
      },
    );
    expect(JSON.parse(given.out)).toMatchObject({ valid: true, output: expect.stringContaining('if true;') });
  });
});

describe('local settings', () => {
  const shop = repository(`version: 2.1
jobs:
  show: ${job('echo "$PLAIN $FROM_PROJECT $FROM_CONTEXT" | tr a-z A-Z')}
workflows: {main: {jobs: [show: {context: deploy}]}}
`);

  it('reach the jobs; names are listed, values never', async () => {
    expect((await shop.orrery(['project', 'env', 'set', 'FROM_PROJECT', '-dashed'])).exit).toBe(0);
    const fromInput = await shop.orrery(['context', 'set', 'deploy', 'FROM_CONTEXT'], { input: 'piped\n' });
    expect(fromInput.exit).toBe(0);
    const lists = [await shop.orrery(['project', 'env', 'list']), await shop.orrery(['context', 'list'])];
    expect(lists.map((l) => l.out)).toEqual(['FROM_PROJECT\n', 'deploy  FROM_CONTEXT\n']);
    expect((await shop.orrery(['run', '-e', 'PLAIN=plain'])).out).toContain('PLAIN -DASHED PIPED');
    expect(readFileSync(join(shop.folder, '.orrery/local/.gitignore'), 'utf8')).toBe('*\n');
    expect(statSync(join(shop.folder, '.orrery/local/contexts/deploy.env')).mode & 0o077).toBe(0);
    expect((await shop.orrery(['context', 'rm', 'deploy'])).exit).toBe(0);
    const without = await shop.orrery(['run']);
    expect([without.exit, without.out]).toEqual([1, expect.stringContaining('deploy')]);
  });
});

describe('without a config', () => {
  it('says so as CircleCI does, and init writes one that runs', async () => {
    const folder = mkdtempSync(join(root, 'empty-'));
    const orrery = async (args: readonly string[]) => {
      const terminal = fakeTerminal({ cwd: folder, environment });
      return { exit: await runArguments(args, terminal), out: terminal.stdout(), err: terminal.stderr() };
    };
    const run = await orrery(['run']);
    expect([run.exit, run.err]).toEqual([
      5,
      expect.stringContaining('No configuration was found in your project'),
    ]);
    expect((await orrery(['init'])).exit).toBe(0);
    const first = await orrery(['run']);
    expect([first.exit, first.out]).toEqual([0, expect.stringContaining('Hello from')]);
    expect(existsSync(join(folder, '.orrery/local/runs'))).toBe(true);
  });
});

describe('circleci-local', () => {
  it.each([
    [
      ['execute', 'build', '--skip-checkout'],
      ['execute', 'build', '--skip-checkout=true'],
    ],
    [
      ['local', 'execute', '--skip-checkout=false'],
      ['execute', '--skip-checkout=false'],
    ],
    [['build'], ['execute']],
    [['runs'], ['runs']],
  ])('reads %j as %j', (given, words) => expect(localArguments(given)).toEqual(words));

  it('runs the one job, whatever its filters, with the flags of the CLI v0', async () => {
    const shop = repository(config);
    const args = [
      'execute',
      'release',
      '-e',
      'A=1,2',
      '--branch',
      'topic',
      '--org-slug',
      'gh/acme',
      '--debug',
    ];
    const run = await shop.orrery(localArguments(args));
    expect(run.exit).toBe(0);
    expect(run.err).toContain('--org-slug is ignored');
    const status = await shop.json('status', '--json');
    expect(status).toMatchObject({ branch: 'topic', workflows: [{ jobs: [{ name: 'release' }] }] });
  });
});

it('shows itself on a machine of any kind: the demo on the host', async () => {
  const terminal = fakeTerminal({ cwd: root, environment });
  expect(await runArguments(['demo', '--executor', 'host'], terminal)).toBe(0);
  expect(terminal.stdout()).toContain('6 passed, 0 failed, 0 skipped');
});

it('looks at the machine', async () => {
  const terminal = fakeTerminal({
    cwd: root,
    environment: { ...environment, DOCKER_HOST: 'unix:///absent.sock' },
  });
  expect(await runArguments(['doctor', '--json', '--fix'], terminal)).toBe(0);
  expect(JSON.parse(terminal.stdout())).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ name: 'docker', status: 'missing' }),
      expect.objectContaining({ name: 'host', status: 'ok' }),
    ]),
  });
});

it('cancels on Ctrl-C: 6, and everything is gone', async () => {
  const shop = repository(`version: 2.1
jobs:
  slow: ${job('sleep 60')}
workflows: {main: {jobs: [slow]}}
`);
  const terminal = fakeTerminal({ cwd: shop.folder, environment });
  const run = runArguments(['run'], terminal);
  await expect.poll(() => terminal.stdout(), { timeout: 10_000 }).toContain('====>> Work');
  terminal.interrupt();
  expect(await run).toBe(6);
  expect(terminal.stdout()).toContain('orrery rerun 1');
});

it('is cancelled when whoever reads its output goes away', async () => {
  const shop = repository(`version: 2.1
jobs:
  slow: ${job('while :; do echo on; sleep 0.1; done')}
workflows: {main: {jobs: [slow]}}
`);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'run'], {
    cwd: shop.folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(6);
  expect((await shop.json('status', '--json'))['status']).toBe('canceled');
});
