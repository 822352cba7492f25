import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runArguments } from '../start.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-against-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const config = (job: string, more = ''): string => `version: 2.1
orbs: {kit: acme/kit@1}
parameters: {speed: {type: integer, default: 1}${more}}
jobs: {build: {docker: [{image: "cimg/base:stable"}], steps: [kit/install, ${job}]}}
workflows: {main: {jobs: [{build: {filters: {tags: {only: /^v.*/}}}}]}}
`;
const orb = (command: string): string => `version: 2.1
commands: {install: {steps: [{run: {name: Install, command: ${command}}}]}}
`;

/** Three commits: tag `first`, tag `broken`, and HEAD. */
function repository() {
  const folder = mkdtempSync(join(root, 'shop-'));
  const git = (...args: readonly string[]): string => {
    const identity = ['-c', 'user.name=Kim', '-c', 'user.email=kim@example.org'];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (tag: string): void => {
    git('add', '-A');
    git('commit', '-q', '-m', tag);
    git('tag', tag);
  };
  git('init', '-q', '-b', 'main');
  write('.circleci/orbs/acme/kit@1.0.0.yml', orb('old'));
  write('.circleci/config.yml', config('checkout'));
  commit('first');
  write('.circleci/config.yml', config('chekcout'));
  commit('broken');
  rmSync(join(folder, '.circleci/orbs/acme/kit@1.0.0.yml'));
  write('.circleci/orbs/acme/kit@1.1.0.yml', orb('new'));
  write('.circleci/config.yml', config('checkout', ', more: {type: string, default: ""}'));
  commit('now');
  const plan = async (args: readonly string[], at: string = folder) => {
    const terminal = fakeTerminal({ cwd: at, environment: { PATH: process.env['PATH'], HOME: root } });
    const exit = await runArguments(['plan', ...args], terminal);
    return { exit, out: terminal.stdout(), err: terminal.stderr() };
  };
  return { folder, git, write, plan };
}

const shop = repository();

it('compares with a revision, whose own vendored orbs count', async () => {
  const { exit, out } = await shop.plan(['--against', 'first', '--json']);
  expect(exit).toBe(0);
  const install = { name: 'Install', type: 'run', command: 'new' };
  expect(JSON.parse(out)).toEqual({
    schemaVersion: 1,
    against: { config: 'first:.circleci/config.yml', revision: shop.git('rev-parse', 'first') },
    branch: 'main',
    tag: null,
    isSame: false,
    runs: [],
    contexts: [],
    settings: [],
    orbs: [{ orb: 'acme/kit', before: '1.0.0', after: '1.1.0' }],
    workflows: [],
    jobs: [
      {
        job: 'build',
        settings: [],
        steps: [
          {
            kind: 'changed',
            from: 1,
            to: 1,
            isMoved: false,
            step: install,
            settings: [],
            command: [
              { kind: 'removed', text: 'old' },
              { kind: 'added', text: 'new' },
            ],
          },
        ],
      },
    ],
    timings: [],
  });
});

it('says so where there is no difference, the config read from a revision or from a folder below', async () => {
  const same = { exit: 0, out: expect.stringContaining('No difference: a push of branch main') as string };
  expect(await shop.plan(['--against', 'now'])).toMatchObject(same);
  expect(await shop.plan(['--against', 'first', '--revision', 'first'])).toMatchObject(same);
  expect(await shop.plan(['--against', 'config.yml'], join(shop.folder, '.circleci'))).toMatchObject(same);
});

it('compares for the trigger that is given', async () => {
  shop.write('old.yml', config('checkout').replace('/^v.*/', '/^release.*/'));
  const { out } = await shop.plan(['--against', 'old.yml', '--tag', 'v1']);
  expect(out).toContain('A push of tag v1, compared with old.yml:');
  expect(out).toContain('+ main/build now runs, and did not: its tag filter takes only /^release.*/, not v1');
});

it('gives the old config the parameters that it knows', async () => {
  expect((await shop.plan(['--against', 'first', '--param', 'more=x', '--param', 'speed=2'])).exit).toBe(0);
});

it('prints the findings of an old config that does not compile, with its revision', async () => {
  const { exit, out, err } = await shop.plan(['--against', 'broken']);
  expect(exit).toBe(7);
  expect(out).toBe('');
  expect(err).toContain('broken:.circleci/config.yml:4:76  error  step/unknown');
});

it.each([
  [['--against', 'nope'], 5, 'git knows no revision "nope", and there is no such file'],
  [['--against', '.circleci'], 5, 'git knows no revision ".circleci", and there is no such file'],
  [['--against', 'first', '-c', 'other.yml'], 5, 'other.yml'],
  [['--against', 'first', 'build'], 2, 'it takes no NAME'],
])('refuses %j', async (args, exit, message) => {
  const answer = await shop.plan(args);
  expect(answer.exit).toBe(exit);
  expect(answer.err).toContain(message);
  expect(answer.out).toBe('');
});
