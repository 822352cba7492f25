import { expect, it } from 'vitest';
import { invariant } from '../base/invariant.ts';
import { type WorkspacePaths, readWorkspacePaths } from './workspace-paths.ts';

const root = '/root/project/out';

function paths(...patterns: readonly string[]): WorkspacePaths {
  const result = readWorkspacePaths(patterns, root);
  invariant(result.kind === 'paths', JSON.stringify(result));
  return result.paths;
}

it.each([
  ['app.txt', ['app.txt'], ['app_txt', 'lib/app.txt']],
  ['lib', ['lib', 'lib/deep/b.txt'], ['library', 'a/lib']],
  ['./lib/', ['lib', 'lib/x'], ['lib2']],
  ['.', ['a', 'a/b', '.hidden'], []],
  ['*', ['a', '.hidden/x', 'a/b'], []],
  ['*.js', ['a.js', '.js', 'dir.js/inner'], ['a.jsx', 'a/b.js']],
  ['dist/*/main.js', ['dist/web/main.js'], ['dist/main.js', 'dist/a/b/main.js']],
  ['**/x', ['a/x'], ['x', 'a/b/x']],
  ['c?.txt', ['c1.txt', 'cä.txt', 'c😀.txt'], ['c.txt', 'c10.txt']],
  ['c[13].txt', ['c1.txt', 'c3.txt'], ['c2.txt']],
  ['c[^1-3].txt', ['c4.txt', 'c-.txt'], ['c2.txt']],
  ['[a-c]x', ['bx'], ['dx', '-x']],
  ['[\\]]x', [']x'], ['\\x']],
  ['[z-a]x', [], ['zx', 'ax', 'mx']],
  ['\\*', ['*'], ['a']],
  ['a+(b)|{c}$', ['a+(b)|{c}$'], ['aab']],
  [`${root}/bin`, ['bin', 'bin/tool'], ['root/project/out/bin']],
  [root, ['a', 'b/c'], []],
])('%s', (pattern, taken, left) => {
  const { takes } = paths(pattern);
  expect(taken.filter((path) => !takes(path))).toEqual([]);
  expect(left.filter((path) => takes(path))).toEqual([]);
});

it.each(['../x', 'a/../../x', '/root/project/outer', '[', '[]a]', 'a[', '[-]', '[a-]', '[x-]', 'a\\'])(
  'refuses %s, naming it',
  (pattern) => {
    expect(readWorkspacePaths([pattern], root)).toEqual({
      kind: 'error',
      message: expect.stringContaining(`The path ${pattern} `),
    });
  },
);

it('tells which patterns took nothing', () => {
  const some = paths('lib', 'dist.tar', '*.txt');
  expect(some.takes('lib/a.txt')).toBe(true);
  expect(some.takes('notes.md')).toBe(false);
  expect(some.unmatched()).toEqual(['dist.tar', '*.txt']);
});

it('tells where to look', () => {
  expect(paths('lib', 'lib/deep', 'dist/*.js', 'dist/a/b', 'a/b').starts).toEqual(['lib', 'dist', 'a/b']);
  expect(paths('lib', '*.js').starts).toEqual(['.']);
  expect(paths('.').starts).toEqual(['.']);
});
