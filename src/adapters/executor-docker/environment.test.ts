import { expect, it } from 'vitest';
import { carriedEnvironment } from './environment.ts';

it('leaves out names that no shell can carry', () => {
  expect(carriedEnvironment({ A: '1', 'b-c': '2', 'd.e': '3' })).toEqual({
    environment: { A: '1' },
    leftOut: ['b-c', 'd.e'],
  });
});

it('takes the longest value that a program can be started with, and no longer one', () => {
  // Linux: MAX_ARG_STRLEN is 131,072 bytes with name, `=` and the final zero byte.
  expect(() => carriedEnvironment({ A: 'ä'.repeat(131_068 / 2) })).not.toThrow();
  expect(() => carriedEnvironment({ A: 'x'.repeat(131_069) })).toThrow(
    'the environment variable A is longer than 128 KiB',
  );
  expect(() => carriedEnvironment({ A: '\0' })).toThrow('A holds a zero byte');
});
