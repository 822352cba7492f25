import { expect, it } from 'vitest';
import { fileNameOf } from './file-name.ts';

it('stays readable', () => {
  expect(fileNameOf('main#2/build/0/3')).toMatch(/^main_2_build_0_3~[0-9a-f]{16}$/);
});

it.each(['', '.', '..', '../../etc/passwd', 'a\0b', 'x'.repeat(5000), '日本語', 'CON', '-rf'])(
  'makes a safe name of %j',
  (text) => {
    expect(fileNameOf(text)).toMatch(/^(?![.-])[A-Za-z0-9._-]{0,100}~[0-9a-f]{16}$/);
  },
);

it('keeps apart what a file system may not', () => {
  expect(fileNameOf('Build').toLowerCase()).not.toBe(fileNameOf('build').toLowerCase());
  expect(fileNameOf('a/b')).not.toBe(fileNameOf('a_b'));
});
