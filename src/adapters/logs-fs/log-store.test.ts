import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeLogStore } from '../../ports/log-store.contract.ts';
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

it('keeps what is written for its owner only', async () => {
  const folder = fresh();
  const writer = fileLogStore(folder).open('run', 'log');
  await writer.write(Buffer.from('x'));
  await writer.close();
  const logs = join(folder, 'runs/run/logs');
  expect(statSync(join(logs, readdirSync(logs)[0] ?? '')).mode & 0o777).toBe(0o600);
});

it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
  const folder = fresh();
  const store = fileLogStore(folder);
  const logs = join(folder, 'runs/run/logs');
  const first = store.open('run', 'log');
  await first.write(Buffer.from('x'));
  await first.close();
  const file = join(logs, readdirSync(logs)[0] ?? '');
  rmSync(file);
  mkdirSync(logs, { recursive: true });
  symlinkSync('/dev/full', file);
  const writer = store.open('run', 'log');
  await writer.write(Buffer.from('x'));
  await expect(writer.close()).rejects.toMatchObject({ code: 'store/full' });
  await expect(writer.close()).rejects.toMatchObject({ code: 'store/full' });
  const big = store.open('run', 'log');
  const flood = async (): Promise<void> => {
    for (let i = 0; i < 100; i += 1) await big.write(Buffer.alloc(1 << 20));
  };
  await expect(flood()).rejects.toMatchObject({ code: 'store/full' });
  await expect(big.close()).rejects.toMatchObject({ code: 'store/full' });
});
