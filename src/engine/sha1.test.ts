import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha1 } from './sha1.ts';

it('gives the digests of FIPS 180', () => {
  expect(sha1(Buffer.from('abc')).toString('hex')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  expect(sha1(Buffer.from('')).toString('hex')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
});

it('agrees with another implementation', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha1(bytes).equals(createHash('sha1').update(bytes).digest())).toBe(true);
    }),
  );
});
