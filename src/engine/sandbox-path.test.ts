import { expect, it } from 'vitest';
import { baseName, folderOf, resolveInSandbox } from './sandbox-path.ts';

const folders = { home: '/root', workingDirectory: '/root/project' };

it.each([
  ['.', '/root/project'],
  ['', '/root/project'],
  ['out/html/', '/root/project/out/html'],
  ['./a/../b', '/root/project/b'],
  ['../sibling', '/root/sibling'],
  ['~', '/root'],
  ['~/.cache', '/root/.cache'],
  ['~other', '/root/project/~other'],
  ['/opt/lib', '/opt/lib'],
  ['/../..', '/'],
  ['$HOME/x', '/root/project/$HOME/x'],
])('reads %j as %s', (path, absolute) => {
  expect(resolveInSandbox(path, folders)).toBe(absolute);
});

it.each([
  ['/a/b/c', '/a/b', 'c'],
  ['/a', '/', 'a'],
  ['/', '/', ''],
])('takes %s apart', (path, folder, base) => {
  expect(folderOf(path)).toBe(folder);
  expect(baseName(path)).toBe(base);
});
