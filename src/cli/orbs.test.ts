import { afterEach, beforeEach, expect, it } from 'vitest';
import { baseOrb, configWith, kitSaying, type OrbProject, startOrbProject } from './testing/orb-project.ts';

/* Configs with orbs of a registry, as the verbs that compile meet them. */

let project: OrbProject;
beforeEach(async () => {
  project = await startOrbProject({
    'acme/kit@1.0.0': kitSaying('one'),
    'acme/base@2.5.0': baseOrb,
    '/orbs/tool.yml': baseOrb,
  });
  project.write('.circleci/config.yml', configWith('acme/kit@1'));
});
afterEach(() => project.close());

const process = (...more: readonly string[]) => project.orrery(['config', 'process', ...more]);

it('compiles with orbs of the registry, and offline with those at hand', async () => {
  const online = await process();
  expect(online.stderr()).toBe('');
  expect(online.stdout()).toContain("# Orb 'acme/kit@1' resolved to 'acme/kit@1.0.0'\n");
  expect(online.stdout()).toContain('echo done');
  expect(project.server.asked).toEqual(['acme/kit@1', 'acme/base@2']);
  expect(project.server.tokens).toEqual(['secret', 'secret']);
  const offline = await process('--offline');
  expect(offline.stdout()).toBe(online.stdout());
  expect(offline.stderr()).toBe('');
  expect(project.server.asked.length).toBe(2);
});

it('writes what it compiled with into the lock, and holds to it', async () => {
  await process();
  const lock = project.read('.orrery/orbs.lock');
  expect(lock.split('\n').map((line) => line.replace(/ = .*/, ''))).toEqual([
    expect.stringContaining('#'),
    'acme/base@2',
    'acme/base@2.5.0',
    'acme/kit@1',
    'acme/kit@1.0.0',
    '',
  ]);
  project.remove('.cache');
  project.server.sources['acme/kit@1.0.0'] = kitSaying('evil');
  const changed = await process();
  expect(changed.code).toBe(7);
  expect(changed.stderr()).toContain(
    'The source of acme/kit@1.0.0 is not what it was: .orrery/orbs.lock has sha256:',
  );
  expect(project.read('.orrery/orbs.lock')).toBe(lock);
  project.server.sources['acme/kit@1.0.0'] = kitSaying('one');
  expect((await process()).code).toBe(0);
});

it('writes no lock for what is no config of the project', async () => {
  expect((await project.orrery(['config', 'process', '-'], configWith('acme/kit@1'))).code).toBe(0);
  expect(() => project.read('.orrery/orbs.lock')).toThrow('ENOENT');
});

it('takes what is vendored without asking anybody', async () => {
  project.write('.circleci/orbs/acme/kit@1.0.0.yml', kitSaying('vendored'));
  project.write('.circleci/orbs/acme/base@2.0.0.yml', baseOrb);
  expect((await process()).stdout()).toContain('echo vendored');
  expect(project.server.asked).toEqual([]);
});

it.each([
  ['acme/kit@1.2.3', 7, 'config.yml:3:8  error  orb/not-found', 'Versions of acme/kit are 1.0.0.'],
  ['acme/kit@dev:x', 7, 'config.yml:3:8  error  orb/not-allowed', 'allow-dev'],
  ['https://a.example/orbs/tool.yml', 7, 'orb/not-allowed', 'allow-urls: ["https://a.example/orbs/"]'],
])('tells at its line why %s is not to be had', async (reference, code, first, second) => {
  project.write('.circleci/config.yml', configWith(reference));
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
  project.server.behave(behaviour);
  const answer = await process();
  expect(answer.code).toBe(code);
  expect(answer.stderr()).toContain(message);
  expect(answer.stdout()).toBe('');
});

it('says what to do without a network', async () => {
  await project.server.close();
  const answer = await process();
  expect(answer.code).toBe(4);
  expect(answer.stderr()).toMatch(/The orb registry at 127\.0\.0\.1:\d+ can't be reached/);
  expect(answer.stderr()).toContain('fix: --offline');
});

it('takes orbs from URLs that the settings allow', async () => {
  project.write('.orrery/config.yml', `orbs: {allow-urls: "${project.server.origin}/orbs/"}\n`);
  const url = `${project.server.origin}/orbs/tool.yml`;
  project.write('.circleci/config.yml', configWith(url, 'kit/done'));
  const online = await process();
  expect(online.stdout()).toContain(`# Orb '${url}' resolved to '${url}'\n`);
  expect(project.server.tokens).toEqual([undefined]);
  expect(project.read('.orrery/orbs.lock')).toContain(`${url} = sha256:`);
  expect((await process('--offline')).stdout()).toBe(online.stdout());
  expect(project.server.asked).toEqual(['/orbs/tool.yml']);
});

it('asks where circleci-local is told to, with that token', async () => {
  project.server.behave({ kind: 'status', status: 403 });
  const flags = ['--host', project.server.origin, '--token', 'of the flag'];
  const nothing = { ORRERY_ORB_REGISTRY: undefined, ORRERY_ORB_TOKEN: undefined };
  const answer = await project.orrery(['execute', 'build', ...flags], '', nothing);
  expect(answer.code).toBe(3);
  expect(project.server.tokens).toEqual(['of the flag']);
});
