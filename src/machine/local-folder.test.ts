import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeLocalFolder } from './local-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-local-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('makes the folder with a .gitignore, and leaves one that is there alone', () => {
  const folder = join(root, '.orrery/local');
  makeLocalFolder(folder);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  writeFileSync(join(folder, '.gitignore'), '*\n!keep\n');
  makeLocalFolder(folder);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n!keep\n');
});

it('says why it cannot', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeLocalFolder(join(root, 'file/local'))).toThrow('could not make');
});
