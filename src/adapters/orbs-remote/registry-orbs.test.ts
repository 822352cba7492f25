import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OrbSource } from '../../ports/orb-source.ts';
import { registryOrbSource } from './registry-orbs.ts';
import { graphqlRegistry, type RegistryAccess } from './registry.ts';
import { type RegistryServer, startRegistryServer } from './registry-server-fake.ts';

const sources = {
  'acme/kit@1.9.0': 'nine',
  'acme/kit@1.10.0': 'ten',
  'acme/kit@dev:first': 'first',
  'acme/tool@2.0.0': 'tool',
  'acme/zoo@3.0.0': 'zoo',
};

let server: RegistryServer;
beforeEach(async () => void (server = await startRegistryServer({ ...sources })));
afterEach(() => server.close());

function access(more: Partial<RegistryAccess> = {}): RegistryAccess {
  return { endpoint: server.endpoint, token: undefined, tokenHint: 'Set a token.', ...more };
}

function source(more: Partial<RegistryAccess> = {}, isDevAllowed = false): OrbSource {
  return registryOrbSource(graphqlRegistry(access(more)), isDevAllowed);
}

const kit = (version: string) => ({ namespace: 'acme', name: 'kit', version });

it.each([
  ['1.9.0', '1.9.0', 'nine'],
  ['1', '1.10.0', 'ten'],
  ['volatile', '1.10.0', 'ten'],
])('fetches @%s as the registry resolves it', async (version, exact, yaml) => {
  expect(await source().fetch(kit(version))).toEqual({ version: exact, yaml });
  expect(server.asked).toEqual([`acme/kit@${version}`]);
});

it('sends the token as it is, and none where there is none', async () => {
  await source({ token: 'abc' }).fetch(kit('1'));
  await source().fetch(kit('1'));
  expect(server.tokens).toEqual(['abc', undefined]);
});

it('takes development versions only where that is allowed', async () => {
  expect(await source().fetch(kit('dev:first'))).toBeUndefined();
  expect(server.asked).toEqual([]);
  expect(await source().explain?.(kit('dev:first'))).toMatchObject({
    kind: 'not-allowed',
    hint: expect.stringContaining('allow-dev'),
  });
  expect(await source({}, true).fetch(kit('dev:first'))).toEqual({ version: 'dev:first', yaml: 'first' });
});

it('asks for nothing that is no name', async () => {
  expect(await source().fetch({ namespace: '..', name: 'kit', version: '1' })).toBeUndefined();
  expect(await source().explain?.({ namespace: 'a b', name: 'kit', version: '1' })).toBeUndefined();
  expect(server.asked).toEqual([]);
});

it.each([
  [kit('3'), 'Versions of acme/kit are dev:first, 1.10.0, 1.9.0.'],
  [{ namespace: 'acme', name: 'zo', version: '1' }, 'Did you mean acme/zoo?'],
  [{ namespace: 'none', name: 'kit', version: '1' }, 'If it is a private orb: Set a token.'],
])('explains why there is no %j', async (request, hint) => {
  expect(await source().fetch(request)).toBeUndefined();
  expect(await source().explain?.(request)).toMatchObject({ kind: 'not-found', hint });
});

it('lists the orbs of a namespace, page by page', async () => {
  expect(await graphqlRegistry(access()).orbsOf('acme')).toEqual([
    { name: 'acme/kit', version: 'dev:first' },
    { name: 'acme/tool', version: '2.0.0' },
    { name: 'acme/zoo', version: '3.0.0' },
  ]);
  expect(await graphqlRegistry(access()).orbsOf('none')).toBeUndefined();
});

it.each([
  [{ kind: 'token', token: 'right' }, 'orb-source/unauthorized', 'does not take the token'],
  [{ kind: 'status', status: 403 }, 'orb-source/unauthorized', '403'],
  [{ kind: 'status', status: 500 }, 'orb-source/failed', 'HTTP status 500'],
  [{ kind: 'text', text: '<html>' }, 'orb-source/failed', 'no JSON'],
  [{ kind: 'errors', message: 'Too many requests' }, 'orb-source/failed', 'Too many requests'],
  [{ kind: 'version', version: '2.0.0' }, 'orb-source/failed', '"2.0.0" for acme/kit@1'],
  [{ kind: 'version', version: '../../x' }, 'orb-source/failed', 'acme/kit@1'],
] as const)('refuses an answer of %j', async (behaviour, code, message) => {
  server.behave(behaviour);
  await expect(source({ token: 'wrong' }).fetch(kit('1'))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

it('says that a token is wanted', async () => {
  server.behave({ kind: 'token', token: 'right' });
  await expect(source().fetch(kit('1'))).rejects.toMatchObject({
    message: expect.stringContaining('wants a token'),
    hint: 'Set a token.',
  });
});

it.each(['hangs', 'stalls'] as const)(
  'waits no longer than its time limit for a server that %s',
  async (kind) => {
    server.behave({ kind });
    await expect(source({ timeoutMs: 100 }).fetch(kit('1'))).rejects.toMatchObject({
      code: 'orb-source/unreachable',
      message: expect.stringContaining('did not answer within 0.1 s'),
      hint: expect.stringContaining('--offline'),
    });
  },
);

it('is not tried again once it could not be reached', async () => {
  const closed = source();
  await server.close();
  const failure = await closed.fetch(kit('1')).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'orb-source/unreachable',
    message: expect.stringContaining('127.0.0.1'),
  });
  await expect(closed.fetch(kit('2'))).rejects.toBe(failure);
});

it('sends nothing on to where a redirect leads', async () => {
  const other = await startRegistryServer({ ...sources });
  server.behave({ kind: 'status', status: 307, location: other.endpoint });
  await expect(source({ token: 'abc' }).fetch(kit('1'))).rejects.toMatchObject({ code: 'orb-source/failed' });
  expect(other.tokens).toEqual([]);
  await other.close();
});
