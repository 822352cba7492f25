import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readChunks } from './read-file.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-read-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = join(root, 'file');
writeFileSync(file, '0123456789');

it.each([
  [undefined, undefined, '0123456789'],
  [3, 5, '34'],
  [8, 99, '89'],
  [10, undefined, ''],
  [5, 5, ''],
])('reads from %s to %s', async (start, end, text) => {
  expect(Buffer.concat(await Array.fromAsync(readChunks(file, start, end))).toString()).toBe(text);
});

it('says what is wrong with a file that is not there', async () => {
  await expect(Array.fromAsync(readChunks(join(root, 'none')))).rejects.toMatchObject({
    code: 'store/failed',
  });
});
