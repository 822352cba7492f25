import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import { artifactKey, blobPart } from './blob-keys.ts';

it.each([
  ['build', 'build'],
  ['main#2', 'main#2'],
  ['Test (unit)', 'Test=20=28unit=29'],
  ['a=b', 'a=3Db'],
  ['žluť', '=C5=BElu=C5=A5'],
  ['..', '=2E=2E'],
  ['', '='],
])('writes %j as %s', (name, part) => {
  expect(blobPart(name)).toBe(part);
});

it('writes any two names differently, with safe characters, short enough for a file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(blobPart(a)).toMatch(/^[A-Za-z0-9._#@=+-]{1,200}$/);
      if (a !== b && a.isWellFormed() && b.isWellFormed()) expect(blobPart(a)).not.toBe(blobPart(b));
    }),
  );
  const long = 'ä'.repeat(300);
  expect(blobPart(`${long}1`)).not.toBe(blobPart(`${long}2`));
  expect(blobPart(long).length).toBeLessThanOrEqual(200);
});

it('keeps the tree of artifacts', () => {
  expect(artifactKey('r', jobKey('main/orb/test'), 1, 'site/css/main.css')).toBe(
    'runs/r/artifacts/main/orb=2Ftest/1/site/css/main.css',
  );
});
