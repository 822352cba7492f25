import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ownIdentity, printIdentity, startOf } from './process-identity.ts';
import { sweepTempFiles, writeTempFile } from './temp-file.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-temp-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'x-')), 'tmp');

async function* of(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

it('writes a stream whole', async () => {
  const big = 'x'.repeat(300_000);
  const file = await writeTempFile(fresh(), of('a', '', big, big, big, 'z'));
  expect(file.sizeBytes).toBe(900_002);
  expect(readFileSync(file.path, 'utf8')).toBe(`a${big.repeat(3)}z`);
});

it('leaves nothing of a stream that breaks', async () => {
  const folder = fresh();
  const breaking = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.alloc(1 << 20);
    throw new Error('the source broke');
  };
  await expect(writeTempFile(folder, breaking())).rejects.toThrow('the source broke');
  expect(readdirSync(folder)).toEqual([]);
});

it('sweeps what the dead left, and only that', async () => {
  const folder = fresh();
  const mine = await writeTempFile(folder, of('mine'));
  const child = spawn('sh', ['-c', 'read x'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  writeFileSync(
    join(folder, `${printIdentity({ ...ownIdentity(), pid, started: startOf(pid) ?? '' })}.1`),
    '',
  );
  writeFileSync(join(folder, 'notes.txt'), '');
  sweepTempFiles(folder);
  expect(readdirSync(folder)).toHaveLength(3);
  child.stdin.end();
  await once(child, 'exit');
  sweepTempFiles(folder);
  expect(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .toSorted(),
  ).toEqual([mine.path, join(folder, 'notes.txt')].toSorted());
  sweepTempFiles(join(folder, 'nowhere'));
});

const small = mkdtempSync(join(root, 'small-'));
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;

it.skipIf(!isMounted)('says that the disk is full, and leaves nothing of the file', async () => {
  try {
    const flood = async function* (): AsyncIterable<Uint8Array> {
      for (let i = 0; i < 8; i += 1) yield Buffer.alloc(600_000);
    };
    const full = { code: 'store/full', hint: expect.stringContaining('orrery cache rm') };
    await expect(writeTempFile(join(small, 'tmp'), flood())).rejects.toMatchObject(full);
    expect(readdirSync(join(small, 'tmp'))).toEqual([]);
  } finally {
    spawnSync('umount', [small]);
  }
});
