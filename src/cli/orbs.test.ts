import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type RegistryServer, startRegistryServer } from '../adapters/orbs-remote/registry-server-fake.ts';
import { runArguments } from './start.ts';
import { fakeTerminal, type FakeTerminal } from './testing/terminal-fake.ts';

/* Configs with orbs of a registry, as the verbs that compile meet them. */

const root = mkdtempSync(join(tmpdir(), 'orrery-cli-orbs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const kit = (word: string): string =>
  `version: 2.1\norbs: {base: acme/base@2}\ncommands:\n  say: {steps: [run: echo ${word}, base/done]}\n`;
const base = 'version: 2.1\ncommands:\n  done: {steps: [run: echo done]}\n';

let server: RegistryServer;
let cwd: string;
beforeEach(async () => {
  server = await startRegistryServer({
    'acme/kit@1.0.0': kit('one'),
    'acme/base@2.5.0': base,
    '/orbs/tool.yml': base,
  });
  cwd = mkdtempSync(join(root, 'repo-'));
  write('.circleci/config.yml', config('acme/kit@1'));
});
afterEach(() => server.close());

function config(reference: string, step = 'kit/say'): string {
  return `version: 2.1\norbs:\n  kit: ${reference}\njobs:\n  build: {docker: [{image: a}], steps: [${step}]}\nworkflows: {main: {jobs: [build]}}\n`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');

async function orrery(args: readonly string[], input = ''): Promise<FakeTerminal & { code: number }> {
  const environment = {
    HOME: cwd,
    XDG_CACHE_HOME: join(cwd, '.cache'),
    ORRERY_ORB_REGISTRY: server.endpoint,
    ORRERY_ORB_TOKEN: 'secret',
  };
  const terminal = fakeTerminal({ cwd, environment, input });
  return { ...terminal, code: await runArguments(args, terminal) };
}

const process = (...more: readonly string[]) => orrery(['config', 'process', ...more]);

it('compiles with orbs of the registry, and offline with those at hand', async () => {
  const online = await process();
  expect(online.stderr()).toBe('');
  expect(online.stdout()).toContain("# Orb 'acme/kit@1' resolved to 'acme/kit@1.0.0'\n");
  expect(online.stdout()).toContain('echo done');
  expect(server.asked).toEqual(['acme/kit@1', 'acme/base@2']);
  expect(server.tokens).toEqual(['secret', 'secret']);
  const offline = await process('--offline');
  expect(offline.stdout()).toBe(online.stdout());
  expect(offline.stderr()).toBe('');
  expect(server.asked.length).toBe(2);
});

it('writes what it compiled with into the lock, and holds to it', async () => {
  await process();
  const lock = read('.orrery/orbs.lock');
  expect(lock.split('\n').map((line) => line.replace(/ = .*/, ''))).toEqual([
    expect.stringContaining('#'),
    'acme/base@2',
    'acme/base@2.5.0',
    'acme/kit@1',
    'acme/kit@1.0.0',
    '',
  ]);
  rmSync(join(cwd, '.cache'), { recursive: true });
  server.sources['acme/kit@1.0.0'] = kit('evil');
  const changed = await process();
  expect(changed.code).toBe(7);
  expect(changed.stderr()).toContain(
    'The source of acme/kit@1.0.0 is not what it was: .orrery/orbs.lock has sha256:',
  );
  expect(read('.orrery/orbs.lock')).toBe(lock);
  server.sources['acme/kit@1.0.0'] = kit('one');
  expect((await process()).code).toBe(0);
});

it('writes no lock for what is no config of the project', async () => {
  expect((await orrery(['config', 'process', '-'], config('acme/kit@1'))).code).toBe(0);
  expect(() => read('.orrery/orbs.lock')).toThrow('ENOENT');
});

it('takes what is vendored without asking anybody', async () => {
  write('.circleci/orbs/acme/kit@1.0.0.yml', kit('vendored'));
  write('.circleci/orbs/acme/base@2.0.0.yml', base);
  expect((await process()).stdout()).toContain('echo vendored');
  expect(server.asked).toEqual([]);
});

it.each([
  ['acme/kit@1.2.3', 7, 'config.yml:3:8  error  orb/not-found', 'Versions of acme/kit are 1.0.0.'],
  ['acme/kit@dev:x', 7, 'config.yml:3:8  error  orb/not-allowed', 'allow-dev'],
  ['https://a.example/orbs/tool.yml', 7, 'orb/not-allowed', 'allow-urls: ["https://a.example/orbs/"]'],
])('tells at its line why %s is not to be had', async (reference, code, first, second) => {
  write('.circleci/config.yml', config(reference));
  const answer = await process();
  expect(answer.code).toBe(code);
  expect(answer.stderr()).toContain(first);
  expect(answer.stderr()).toContain(second);
});

it.each([
  [{ kind: 'token', token: 'other' }, 3, 'does not take the token'],
  [{ kind: 'status', status: 500 }, 4, 'HTTP status 500'],
  [{ kind: 'errors', message: 'Slow down' }, 4, 'Slow down'],
] as const)('ends as its exit codes say when the registry answers %j', async (behaviour, code, message) => {
  server.behave(behaviour);
  const answer = await process();
  expect(answer.code).toBe(code);
  expect(answer.stderr()).toContain(message);
  expect(answer.stdout()).toBe('');
});

it('says what to do without a network', async () => {
  await server.close();
  const answer = await process();
  expect(answer.code).toBe(4);
  expect(answer.stderr()).toMatch(/The orb registry at 127\.0\.0\.1:\d+ can't be reached/);
  expect(answer.stderr()).toContain('fix: --offline');
});

it('takes orbs from URLs that the settings allow', async () => {
  write('.orrery/config.yml', `orbs: {allow-urls: "${server.origin}/orbs/"}\n`);
  const url = `${server.origin}/orbs/tool.yml`;
  write('.circleci/config.yml', config(url, 'kit/done'));
  const online = await process();
  expect(online.stdout()).toContain(`# Orb '${url}' resolved to '${url}'\n`);
  expect(server.tokens).toEqual([undefined]);
  expect(read('.orrery/orbs.lock')).toContain(`${url} = sha256:`);
  expect((await process('--offline')).stdout()).toBe(online.stdout());
  expect(server.asked).toEqual(['/orbs/tool.yml']);
});
