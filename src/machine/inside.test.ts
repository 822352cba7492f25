import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isInside, realPathOf } from './inside.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-inside-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/', '/a', false],
  ['/a', '/', true],
])('%s inside of %s: %s', (path, folder, is) => {
  expect(isInside(path, folder)).toBe(is);
});

it('follows links as far as there is something', () => {
  mkdirSync(join(root, 'real'));
  symlinkSync('real', join(root, 'link'));
  expect(realPathOf(join(root, 'link'))).toBe(join(root, 'real'));
  expect(realPathOf(join(root, 'link/not/there'))).toBe(join(root, 'real/not/there'));
});
