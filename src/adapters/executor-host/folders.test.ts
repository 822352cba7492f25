import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { jobFolder, stepFolder } from './folders.ts';

const home = '/home/kim/.cache/orrery/jobs/1/home';
const at = (configured: string): string => jobFolder(configured, home, () => {});

it.each([
  ['~', home],
  ['~/project', `${home}/project`],
  ['~/a/../b/', `${home}/b`],
  ['relative', `${home}/relative`],
  ['/root/app', `${home}/app`],
  ['/home/circleci', home],
  ['/home/circleci/go/src/app', `${home}/go/src/app`],
  [`${tmpdir()}/ram`, `${tmpdir()}/ram`],
])('works for %s in %s', (configured, folder) => {
  expect(at(configured)).toBe(folder);
});

it.each(['/', '/go/src/app', '/home/kim', '~/..', '~/../2/home', '/home/circleci-x'])(
  'does not work in %s',
  (configured) => {
    expect(() => at(configured)).toThrow('outside');
  },
);

it.each([
  [undefined, '/job'],
  ['web/src', '/job/web/src'],
  ['../up', '/up'],
  ['~/x', `${home}/x`],
  ['~user', '/job/~user'],
  ['/tmp', '/tmp'],
])('takes the folder of a step, %s, for %s', (configured, folder) => {
  expect(stepFolder(configured, home, '/job')).toBe(folder);
});
