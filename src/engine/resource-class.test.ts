import { expect, it } from 'vitest';
import { dockerResources, platformOf } from './resource-class.ts';

it.each([
  [undefined, 2, 4],
  ['small', 1, 2],
  ['medium+', 3, 6],
  ['2xlarge+', 20, 40],
  ['arm.large', 4, 8],
])('%s has %d CPUs and %d GiB', (name, cpus, gib) => {
  expect(dockerResources(name)).toEqual({ cpus, memoryBytes: gib * 1024 ** 3 });
});

it.each(['acme/runner', 'gpu.nvidia.small', 'constructor'])('%s has no limits', (name) => {
  expect(dockerResources(name)).toBeUndefined();
});

it('runs arm classes as arm64', () => {
  expect(platformOf('arm.medium')).toBe('linux/arm64');
  expect(platformOf('medium')).toBeUndefined();
});
