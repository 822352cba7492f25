import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

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
