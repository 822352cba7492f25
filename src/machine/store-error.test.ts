import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OrreryError } from '../base/error.ts';
import { isAbsent, storeError, systemCode } from './store-error.ts';

const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const absent = thrown(() => readFileSync('/no/such/file'));

it('tells a full disk from other trouble', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    errno: -28,
  });
  expect(storeError(full, 'could not write')).toMatchObject({ code: 'store/full', cause: full });
  expect(storeError(absent, 'could not read')).toMatchObject({
    code: 'store/failed',
    message: expect.stringMatching(/^could not read: ENOENT/),
  });
});

it('lets an error of ours through', () => {
  const ours = new OrreryError('not-found', 'gone', { fault: 'user' });
  expect(storeError(ours, 'x')).toBe(ours);
  expect(systemCode(ours)).toBeUndefined();
});

it('knows what the system says', () => {
  expect([systemCode(absent), isAbsent(absent)]).toEqual(['ENOENT', true]);
  expect([systemCode(new Error('x')), isAbsent(undefined)]).toEqual([undefined, false]);
});
