import { expect, it } from 'vitest';
import { pickVersion } from './pick-version.ts';

const versions = ['1.9.3', '1.10.0', '2.0.1', '1.10.0-beta', 'dev:first', '11.0.2'];

it.each([
  ['1.9.3', '1.9.3'],
  ['1', '1.10.0'],
  ['1.9', '1.9.3'],
  ['volatile', '11.0.2'],
  ['dev:first', 'dev:first'],
  ['dev:other', undefined],
  ['3', undefined],
  ['1.1', undefined],
  ['1.10.1', undefined],
])('%s means %s', (requested, picked) => {
  expect(pickVersion(requested, versions)).toBe(picked);
});
