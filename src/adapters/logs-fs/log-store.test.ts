import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeLogStore } from '../../ports/log-store.contract.ts';
import { fileNameOf } from '../../machine/file-name.ts';
import type { LogStore } from '../../ports/log-store.ts';
import { fileLogStore } from './log-store.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-logs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => mkdtempSync(join(root, 'store-'));

describeLogStore('files', async () => {
  const folder = fresh();
  return { store: fileLogStore(folder), again: async () => fileLogStore(folder) };
});

it('makes no file for a log without a byte', async () => {
  const folder = fresh();
  await fileLogStore(folder).open('run', 'silent').close();
  expect(readdirSync(folder)).toEqual([]);
});

it('shows what was written within a moment, while the log is open', async () => {
  const store = fileLogStore(fresh());
  const writer = store.open('run', 'log');
  await writer.write(Buffer.from('soon'));
  await expect.poll(() => store.size('run', 'log')).toBe(4);
  await writer.close();
});

it('holds no more than a few batches back, and loses none of them', async () => {
  const store = fileLogStore(fresh());
  const writer = store.open('run', 'log');
  const chunk = Buffer.alloc(64 * 1024);
  let waits = 0;
  for (let i = 0; i < 320; i += 1) {
    chunk.fill(i);
    const more = writer.write(chunk);
    if (more !== undefined) waits += 1;
    await more;
  }
  await writer.close();
  expect(waits).toBeGreaterThan(0);
  let at = 0;
  for await (const part of store.read('run', 'log'))
    for (const byte of part)
      if (byte !== Math.floor(at++ / chunk.length) % 256) throw new Error(`wrong at ${at}`);
  expect(at).toBe(320 * chunk.length);
});

const written = async (store: LogStore, name: string, ...chunks: readonly Uint8Array[]): Promise<void> => {
  const writer = store.open('run', name);
  for (const chunk of chunks) await writer.write(chunk);
  await writer.close();
};
const text = async (store: LogStore, name: string, start?: number, end?: number): Promise<string> =>
  Buffer.concat(await Array.fromAsync(store.read('run', name, start, end))).toString();

it('keeps what is written for its owner only', async () => {
  const folder = fresh();
  const store = fileLogStore(folder);
  await written(store, 'short', Buffer.from('x'));
  await written(store, 'long', Buffer.alloc(20_000));
  const logs = join(folder, 'runs/run/logs');
  for (const file of readdirSync(logs)) expect(statSync(join(logs, file)).mode & 0o777).toBe(0o600);
});

it('makes one file for all short logs, and one for each other', async () => {
  const folder = fresh();
  const store = fileLogStore(folder);
  for (let i = 0; i < 50; i += 1) await written(store, `main/j${i}/0/2`, Buffer.from(`line ${i}\n`));
  await written(store, 'long', Buffer.alloc(20_000, 'x'));
  expect(readdirSync(join(folder, 'runs/run/logs'))).toEqual([
    expect.stringMatching(/^long.*\.log$/),
    'short',
  ]);
  for (const other of [store, fileLogStore(folder)])
    for (let i = 0; i < 50; i += 1) expect(await text(other, `main/j${i}/0/2`)).toBe(`line ${i}\n`);
});

it('goes from short to long in the middle of a log, and reads over the seam', async () => {
  const store = fileLogStore(fresh());
  await written(store, 'log', Buffer.from('0123456789'));
  await written(store, 'log', Buffer.alloc(20_000, 'x'));
  await written(store, 'log', Buffer.from('end'));
  expect(await store.size('run', 'log')).toBe(20_013);
  expect(await text(store, 'log', 8, 12)).toBe('89xx');
  expect(await text(store, 'log', 2, 4)).toBe('23');
  expect(await text(store, 'log', 20_009)).toBe('xend');
});

it('goes on after a torn record, and after another process went on with the run', async () => {
  const folder = fresh();
  const first = fileLogStore(folder);
  await written(first, 'a', Buffer.from('one\n'));
  appendFileSync(join(folder, 'runs/run/logs/short'), '["a",400]\ntorn');
  expect(await text(fileLogStore(folder), 'a')).toBe('one\n');
  const second = fileLogStore(folder);
  await written(second, 'a', Buffer.from('two\n'));
  await written(first, 'b', Buffer.from('three\n'));
  await written(second, 'a', Buffer.from('four\n'));
  for (const store of [first, second, fileLogStore(folder)]) {
    expect(await text(store, 'a')).toBe('one\ntwo\nfour\n');
    expect(await text(store, 'b')).toBe('three\n');
  }
});

it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
  for (const file of ['short', `${fileNameOf('log')}.log`]) {
    const folder = fresh();
    const logs = join(folder, 'runs/run/logs');
    mkdirSync(logs, { recursive: true });
    symlinkSync('/dev/full', join(logs, file));
    const store = fileLogStore(folder);
    const writer = store.open('run', 'log');
    await writer.write(Buffer.from('x'));
    await expect(writer.close()).rejects.toMatchObject({ code: 'store/full' });
    await expect(writer.close()).rejects.toMatchObject({ code: 'store/full' });
    if (file === 'short') continue;
    const big = store.open('run', 'log');
    const flood = async (): Promise<void> => {
      for (let i = 0; i < 100; i += 1) await big.write(Buffer.alloc(1 << 20));
    };
    await expect(flood()).rejects.toMatchObject({ code: 'store/full' });
    await expect(big.close()).rejects.toMatchObject({ code: 'store/full' });
  }
});
