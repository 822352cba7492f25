import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RegistryServer, startRegistryServer } from './registry-server-fake.ts';
import { isAllowed } from './allow-list.ts';
import { urlOrbs } from './url-orbs.ts';

let server: RegistryServer;
beforeEach(async () => {
  server = await startRegistryServer({ '/orbs/kit.yml': 'kit', '/private/kit.yml': 'private' });
});
afterEach(() => server.close());

it.each([
  ['https://a.example/kit.yml', 'https://a.example', true],
  ['https://a.example.evil/kit.yml', 'https://a.example', false],
  ['https://a.example/orbs/kit.yml', 'https://a.example/orbs', true],
  ['https://a.example/orbs/kit.yml', 'https://a.example/orbs/', true],
  ['https://a.example/orbs-evil/kit.yml', 'https://a.example/orbs', false],
  ['https://a.example/orbs/kit.yml', 'https://a.example/orbs/kit.yml', true],
  ['https://a.example:8443/kit.yml', 'https://a.example', false],
  ['http://localhost/kit.yml', 'https://localhost', false],
  ['https://a.example/orbs/../kit.yml', 'https://a.example/orbs', false],
  ['https://a.example/orbs/..%2fkit.yml', 'https://a.example/orbs', false],
  ['https://A.example/kit.yml?v=2', 'https://a.example/', true],
])('%s under %s: %s', (url, entry, allowed) => {
  expect(isAllowed(url, [entry])).toBe(allowed);
});

it('takes an orb from where it is allowed, without credentials', async () => {
  const url = `${server.origin}/orbs/kit.yml`;
  expect(await urlOrbs([`${server.origin}/orbs`]).fetch(url)).toEqual({ kind: 'orb', yaml: 'kit' });
  expect(server.tokens).toEqual([undefined]);
});

it('asks nobody who is not allowed, and says how to', async () => {
  const url = `${server.origin}/private/kit.yml`;
  expect(await urlOrbs([`${server.origin}/orbs`]).fetch(url)).toEqual({
    kind: 'not-allowed',
    message: `Orbs from ${url} are not allowed here.`,
    hint: `Allow them in .orrery/config.yml: orbs: {allow-urls: ["${server.origin}/private/"]}`,
  });
  expect(server.asked).toEqual([]);
});

it('follows redirects within what is allowed, and no others', async () => {
  const orbs = urlOrbs([`${server.origin}/orbs`]);
  server.sources['/orbs/old.yml'] = '-> /orbs/kit.yml';
  server.sources['/orbs/out.yml'] = '-> /private/kit.yml';
  server.sources['/orbs/plain.yml'] = '-> http://a.example/kit.yml';
  server.sources['/orbs/loop.yml'] = '-> /orbs/loop.yml';
  expect(await orbs.fetch(`${server.origin}/orbs/old.yml`)).toEqual({ kind: 'orb', yaml: 'kit' });
  for (const name of ['out', 'plain'])
    expect(await orbs.fetch(`${server.origin}/orbs/${name}.yml`)).toMatchObject({
      kind: 'not-allowed',
      message: expect.stringContaining('leads on to'),
    });
  expect(server.asked).not.toContain('/private/kit.yml');
  await expect(orbs.fetch(`${server.origin}/orbs/loop.yml`)).rejects.toMatchObject({
    code: 'orb-source/failed',
    message: expect.stringContaining('too many redirects'),
  });
});

it.each([
  [{ kind: 'status', status: 404 }, 'There is no orb at'],
  [{ kind: 'status', status: 403 }, 'without credentials'],
  [{ kind: 'text', text: '<html>', contentType: 'text/html; charset=utf-8' }, 'is a web page'],
] as const)('says what is wrong with an answer of %j', async (behaviour, message) => {
  server.behave(behaviour);
  expect(await urlOrbs([server.origin]).fetch(`${server.origin}/orbs/kit.yml`)).toMatchObject({
    kind: 'not-found',
    message: expect.stringContaining(message),
  });
});

it.each([
  [{ kind: 'hangs' }, 100, 'orb-source/unreachable'],
  [{ kind: 'status', status: 502 }, 10_000, 'orb-source/failed'],
] as const)('fails when the server answers %j', async (behaviour, timeoutMs, code) => {
  server.behave(behaviour);
  const orbs = urlOrbs([server.origin], { timeoutMs });
  await expect(orbs.fetch(`${server.origin}/orbs/kit.yml`)).rejects.toMatchObject({ code });
});
