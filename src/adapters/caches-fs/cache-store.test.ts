import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fakeClock } from '../../ports/clock-fake.ts';
import { describeCacheStore } from '../../ports/cache-store.contract.ts';
import { fileCacheStore } from './cache-store.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-caches-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'store-')), 'caches');
const clock = { now: () => new Date('2025-03-04T05:06:07.089Z'), sleep: async () => {} };

async function* of(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

describeCacheStore('files', async (time) => {
  const folder = fresh();
  return { store: fileCacheStore(folder, time), again: async () => fileCacheStore(folder, time) };
});

const onlyFile = (folder: string): string =>
  join(folder, readdirSync(folder).find((name) => name.endsWith('.zst')) ?? '');

it('tells when a cache was saved', async () => {
  const store = fileCacheStore(fresh(), clock);
  await store.save('key', of('x'));
  expect((await store.list())[0]?.createdAt).toBe('2025-03-04T05:06:07.089Z');
});

it('removes what is over, and the file of one that says nothing of its time after the usual days', async () => {
  const folder = fresh();
  const time = fakeClock(Date.UTC(2025, 0, 1));
  const store = fileCacheStore(folder, time);
  await store.save('key', of('x'));
  const file = onlyFile(folder);
  const bytes = readFileSync(file);
  bytes.write(bytes.toString('latin1').replace('"days":15', '"deys":15'), 'latin1');
  writeFileSync(file, bytes);
  expect((await store.list())[0]?.expiresAt).toBe('2025-01-16T00:00:00.000Z');
  await store.removeExpired();
  expect(readdirSync(folder)).toHaveLength(2);
  await time.advance(16 * 86_400_000);
  await store.removeExpired();
  expect(readdirSync(folder)).toEqual(['tmp']);
});

it('reads a cache of an Orrery that wrote less of it', async () => {
  const folder = fresh();
  const store = fileCacheStore(folder, clock);
  await store.save('key', of('what it holds'));
  const file = onlyFile(folder);
  const bytes = readFileSync(file);
  const archive = bytes.subarray(8 + bytes.readUInt32LE(4));
  const padded = (value: number): string => String(value).padStart(17, '0');
  const fields = (fileBytes: number): string =>
    JSON.stringify({
      v: 1,
      createdUs: padded(clock.now().getTime() * 1000),
      fileBytes: padded(fileBytes),
      key: 'key',
    });
  const length = fields(0).length;
  const frame = Buffer.from(bytes.subarray(0, 8));
  frame.writeUInt32LE(length, 4);
  writeFileSync(file, Buffer.concat([frame, Buffer.from(fields(8 + length + archive.length)), archive]));
  const found = await store.find('key');
  const chunks = found === undefined ? [] : await Array.fromAsync(found.open());
  expect(Buffer.concat(chunks).toString()).toBe('what it holds');
});

it('takes a cache that a crash cut off for none, and saves it anew', async () => {
  const folder = fresh();
  const store = fileCacheStore(folder, clock);
  await store.save('key', of('x'.repeat(1000)));
  truncateSync(onlyFile(folder), 150);
  expect(await store.has('key')).toBe(false);
  expect(await store.find('k')).toBeUndefined();
  expect(await store.save('key', of('whole'))).toBe('saved');
  expect(await store.has('key')).toBe(true);
  writeFileSync(onlyFile(folder), Buffer.alloc(300));
  expect(await store.list()).toEqual([]);
  expect(await store.save('key', of('again'))).toBe('saved');
});

it('names a cache that cannot be read, and what to do', async () => {
  const folder = fresh();
  const store = fileCacheStore(folder, clock);
  await store.save('key', of('what it holds'));
  const file = onlyFile(folder);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, bytes.length - 40));
  const found = await store.find('key');
  await expect(Array.fromAsync(found?.open() ?? [])).rejects.toMatchObject({
    code: 'store/failed',
    message: expect.stringContaining('the cache key cannot be read') as string,
    hint: 'orrery cache rm key removes it; the next run saves it anew.',
  });
});

it('leaves no temporary files behind', async () => {
  const folder = fresh();
  const store = fileCacheStore(folder, clock);
  await Promise.all([store.save('key', of('a')), store.save('key', of('b')), store.save('other', of('c'))]);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

it('does not read a body that it need not store', async () => {
  const store = fileCacheStore(fresh(), clock);
  await store.save('key', of('x'));
  let isRead = false;
  const body = async function* (): AsyncIterable<Uint8Array> {
    isRead = true;
    yield Buffer.alloc(1);
  };
  expect(await store.save('key', body())).toBe('exists');
  expect(isRead).toBe(false);
});

const hasZstd = spawnSync('zstd', ['--version']).status === 0;

it.skipIf(!hasZstd)('writes files that zstd reads', async () => {
  const folder = fresh();
  await fileCacheStore(folder, clock).save('key', of('the archive'));
  const input = readFileSync(onlyFile(folder));
  expect(spawnSync('zstd', ['-dc'], { input }).stdout.toString()).toBe('the archive');
});
