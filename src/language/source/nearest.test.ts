import { expect, it } from 'vitest';
import { certainlyNearest, nearest } from './nearest.ts';

it.each([
  ['stpes', ['docker', 'steps', 'shell'], 'steps'],
  ['workflow', ['workflows', 'version'], 'workflows'],
  ['Jobs', ['orbs', 'jobs'], 'jobs'],
  ['verbos', ['verbose', 'quiet'], 'verbose'],
  ['run', ['when'], undefined],
  ['x', ['y', 'steps'], 'y'],
  ['image', [], undefined],
  ['build-imgae', ['build', 'build-image'], 'build-image'],
])('of %j among %j is %j', (name, known, near) => {
  expect(nearest(name, known)).toBe(near);
});

it.each([
  ['stpes', ['docker', 'steps', 'shell'], 'steps'],
  ['Jobs', ['orbs', 'jobs'], 'jobs'],
  ['enviromnt', ['environment'], 'environment'],
  ['test-3', ['test-1', 'build'], undefined],
  ['biuld-1', ['build-1', 'build-2'], 'build-1'],
  ['branc', ['branch', 'brand'], undefined],
  ['onyl', ['only', 'only'], 'only'],
  ['env', ['os', 'enf'], undefined],
  ['stpse', ['steps'], undefined],
])('%j among %j certainly means %j', (name, known, near) => {
  expect(certainlyNearest(name, known)).toBe(near);
});
