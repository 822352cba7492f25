import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readUtf8, replaceFile } from './replace-file.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'orrery-replace-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('replaces a file behind a link, keeps its mode, and leaves nothing beside it', () => {
  const file = join(folder, 'config.yml');
  const link = join(folder, 'link.yml');
  writeFileSync(file, 'old', { mode: 0o640 });
  symlinkSync(file, link);
  replaceFile(link, 'old', 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).toSorted()).toEqual(['config.yml', 'link.yml']);
});

it('writes nothing over what somebody else wrote', () => {
  const file = join(folder, 'config.yml');
  writeFileSync(file, 'theirs');
  expect(() => replaceFile(file, 'old', 'new')).toThrow('changed by somebody else');
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['theirs', ['config.yml']]);
});

it('reads UTF-8 and nothing else', () => {
  const file = join(folder, 'config.yml');
  writeFileSync(file, '\uFEFFgröße: 1\r\n');
  expect(readUtf8(file, 'config.yml')).toBe('\uFEFFgröße: 1\r\n');
  writeFileSync(file, Buffer.from([0x67, 0xf6, 0x0a]));
  expect(() => readUtf8(file, 'config.yml')).toThrow('not UTF-8');
});
