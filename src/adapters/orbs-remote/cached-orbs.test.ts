import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { fakeClock, type FakeClock } from '../../ports/clock-fake.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import { registryOrbSource } from './registry-orbs.ts';
import { graphqlRegistry } from './registry.ts';
import { type RegistryServer, startRegistryServer } from './registry-server-fake.ts';
import { urlOrbs } from './url-orbs.ts';
import { cachedOrbSource, type CachedOrbsInputs } from './cached-orbs.ts';
import { fileOrbCache } from './orb-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-orb-cache-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let server: RegistryServer;
let folder: string;
let clock: FakeClock;
let notes: string[];
beforeEach(async () => {
  server = await startRegistryServer({
    'acme/kit@1.9.0': 'nine',
    'acme/kit@dev:x': 'dev',
    '/kit.yml': 'by url',
  });
  folder = mkdtempSync(join(root, 'cache-'));
  clock = fakeClock(Date.parse('2026-03-01T12:00:00Z'));
  notes = [];
});
afterEach(() => server.close());

const kit = (version: string) => ({ namespace: 'acme', name: 'kit', version });

function source(more: Partial<CachedOrbsInputs> = {}): OrbSource {
  const access = { endpoint: server.endpoint, token: undefined, tokenHint: '' };
  return cachedOrbSource({
    cache: fileOrbCache(folder, server.endpoint),
    clock,
    registry: registryOrbSource(graphqlRegistry(access), true),
    urls: urlOrbs([server.origin]),
    lockedVersion: () => undefined,
    note: (text) => notes.push(text),
    ...more,
  });
}

const offline = (more: Partial<CachedOrbsInputs> = {}): OrbSource => source({ registry: undefined, ...more });

function filesIn(end: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith(end))
    .map((f) => join(folder, f));
}

it('fetches an exact version once and for all', async () => {
  for (const open of [source(), source(), offline()])
    expect(await open.fetch(kit('1.9.0'))).toEqual({ version: '1.9.0', yaml: 'nine' });
  await clock.advance(365 * 24 * 3_600_000);
  await source().fetch(kit('1.9.0'));
  expect(server.asked).toEqual(['acme/kit@1.9.0']);
  expect(await offline().list?.()).toEqual([kit('1.9.0')]);
});

it('fetches what is damaged anew', async () => {
  await source().fetch(kit('1.9.0'));
  const [file = ''] = filesIn('.yml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}x`);
  expect(await offline().fetch(kit('1.9.0'))).toBeUndefined();
  expect(await source().fetch(kit('1.9.0'))).toEqual({ version: '1.9.0', yaml: 'nine' });
  expect(await offline().fetch(kit('1.9.0'))).toEqual({ version: '1.9.0', yaml: 'nine' });
});

it('asks what a pin means again after five minutes', async () => {
  expect(await source().fetch(kit('1'))).toEqual({ version: '1.9.0', yaml: 'nine' });
  server.sources['acme/kit@1.10.0'] = 'ten';
  await clock.advance(299_999);
  expect((await source().fetch(kit('1')))?.version).toBe('1.9.0');
  expect(server.asked).toEqual(['acme/kit@1']);
  await clock.advance(1);
  expect(await source().fetch(kit('1'))).toEqual({ version: '1.10.0', yaml: 'ten' });
  expect(notes).toEqual([]);
});

it('takes a pin offline as it is locked, else as the highest that is cached, and tells of that', async () => {
  await source().fetch(kit('1.9.0'));
  server.sources['acme/kit@1.10.0'] = 'ten';
  await source().fetch(kit('1.10.0'));
  expect((await offline({ lockedVersion: () => '1.9.0' }).fetch(kit('1')))?.version).toBe('1.9.0');
  expect(notes).toEqual([]);
  expect((await offline({ lockedVersion: () => '1.11.0' }).fetch(kit('1')))?.version).toBe('1.10.0');
  expect(notes).toEqual([
    'offline: acme/kit@1 is taken as 1.10.0, the highest at hand; there may be a newer one.',
  ]);
  expect(await offline().fetch(kit('2'))).toBeUndefined();
  expect(await offline().explain?.(kit('2'))).toMatchObject({ kind: 'not-found' });
});

it('keeps no development version', async () => {
  expect(await source().fetch(kit('dev:x'))).toEqual({ version: 'dev:x', yaml: 'dev' });
  expect(await offline().fetch(kit('dev:x'))).toBeUndefined();
  expect(filesIn('.yml')).toEqual([]);
});

it('opens no socket offline', async () => {
  await offline().fetch(kit('1.9.0'));
  await offline().fetch(kit('volatile'));
  await offline().fetchUrl?.(`${server.origin}/kit.yml`);
  expect(server.asked).toEqual([]);
});

it('keeps what stands at a URL for five minutes, offline for ever', async () => {
  const url = `${server.origin}/kit.yml`;
  expect(await offline().fetchUrl?.(url)).toMatchObject({ kind: 'not-found' });
  expect(await source().fetchUrl?.(url)).toEqual({ kind: 'orb', yaml: 'by url' });
  server.sources['/kit.yml'] = 'changed';
  expect(await source().fetchUrl?.(url)).toEqual({ kind: 'orb', yaml: 'by url' });
  await clock.advance(300_000);
  expect(await offline().fetchUrl?.(url)).toEqual({ kind: 'orb', yaml: 'by url' });
  expect(notes).toEqual([`offline: ${url} is taken as it was at 2026-03-01T12:00:00.000Z.`]);
  expect(await source().fetchUrl?.(url)).toEqual({ kind: 'orb', yaml: 'changed' });
  expect(await source({ urls: urlOrbs([]) }).fetchUrl?.(url)).toMatchObject({ kind: 'not-allowed' });
});

it('keeps the orbs of two registries apart', async () => {
  await source().fetch(kit('1.9.0'));
  const other = fileOrbCache(folder, 'https://other.example/graphql-unstable');
  expect(other.read(kit('1.9.0'))).toBeUndefined();
});

it('goes on where it cannot write, and tells', async () => {
  writeFileSync(join(folder, 'tmp'), 'a file where a folder should be');
  expect(await source().fetch(kit('1.9.0'))).toEqual({ version: '1.9.0', yaml: 'nine' });
  expect(notes).toEqual([expect.stringContaining('fetched orbs are not kept')]);
});

it('may be written by several at once', async () => {
  const cache = fileOrbCache(folder, server.endpoint);
  await Promise.all(Array.from({ length: 20 }, () => cache.write(kit('1.9.0'), 'nine'.repeat(1000))));
  expect(cache.read(kit('1.9.0'))).toBe('nine'.repeat(1000));
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});
