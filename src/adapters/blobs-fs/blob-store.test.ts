import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeBlobStore } from '../../ports/blob-store.contract.ts';
import { fileBlobStore } from './blob-store.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-blobs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'store-')), 'blobs');

async function* of(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const text = async (body: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> =>
  body && Buffer.concat(await Array.fromAsync(body)).toString();

describeBlobStore('files', async () => {
  const folder = fresh();
  return { store: fileBlobStore(folder), again: async () => fileBlobStore(folder) };
});

it('puts an artifact where a person opens it, beside those it links to', async () => {
  const folder = fresh();
  const store = fileBlobStore(folder);
  await store.put('runs/a/coverage/index.html', of('<a href=css/x.css>'));
  await store.put('runs/a/coverage/css/x.css', of('body{}'));
  expect(store.location('runs/a/coverage/index.html')).toBe(join(folder, 'runs/a/coverage/index.html'));
  expect(readFileSync(join(folder, 'runs/a/coverage/css/x.css'), 'utf8')).toBe('body{}');
  expect(store.location('runs/a/none')).toBeUndefined();
});

it('packs what may be packed, and has no file of it to show', async () => {
  const folder = fresh();
  const store = fileBlobStore(folder);
  const stored = await store.put('layer', of('x'.repeat(1_000_000)), 'packed');
  expect(stored.sizeBytes).toBe(1_000_000);
  expect(store.location('layer')).toBeUndefined();
  const [name] = readdirSync(folder).filter((name) => name !== '~tmp');
  expect(statSync(join(folder, name ?? '')).size).toBeLessThan(1000);
});

it.each([
  ['a', 'a/b/c'],
  ['a/b/c', 'a'],
  ['x'.repeat(300), `${'y'.repeat(300)}/z`],
])('keeps %s beside %s', async (one, other) => {
  const store = fileBlobStore(fresh());
  await store.put(one, of('one'));
  await store.put(other, of('other'));
  expect([await text(await store.get(one)), await text(await store.get(other))]).toEqual(['one', 'other']);
  expect((await Array.fromAsync(store.list(''))).toSorted()).toEqual([one, other].toSorted());
  expect(readFileSync(store.location(other) ?? '', 'utf8')).toBe('other');
  await store.put(other, of('again'), 'packed');
  expect(await text(await store.get(other))).toBe('again');
  await store.delete(one);
  await store.put(other, of('third'));
  expect(await text(await store.get(other))).toBe('third');
  expect(await Array.fromAsync(store.list(''))).toEqual([other]);
  await store.delete(other);
  expect(await Array.fromAsync(store.list(''))).toEqual([]);
});

it.each(['', '/a', 'a//b', '../a', 'a/..', './a', 'a b', 'a~', 'ž'])('refuses the key %j', async (key) => {
  await expect(fileBlobStore(fresh()).put(key, of('x'))).rejects.toThrow('invariant');
});

it('says when it cannot store, and leaves nothing half', async () => {
  const folder = fresh();
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'in the way');
  await expect(fileBlobStore(folder).put('a', of('x'))).rejects.toMatchObject({ code: 'store/failed' });
});
