import { expect, it } from 'vitest';
import { sideOf } from '../testing/side.ts';
import { compare } from './compare.ts';
import { timingChanges } from './timing-changes.ts';

const config = (jobs: readonly (string | object)[], name = 'main') => ({
  version: 2.1,
  jobs: Object.fromEntries(
    ['build', 'test', 'lint', 'compile'].map((job) => [
      job,
      { docker: [{ image: 'a' }], steps: [{ run: job.replace('compile', 'build') }] },
    ]),
  ),
  workflows: { [name]: { jobs } },
});
const durations = new Map([
  ['build', 1000],
  ['test', 5000],
  ['lint', 500],
]);

async function timings(before: object, after: object, durationsMs: ReadonlyMap<string, number> = durations) {
  const [old, now] = [await sideOf(before), await sideOf(after)];
  return timingChanges({ before: old.plan, after: now.plan }, compare(old, now), durationsMs);
}

const chain = config(['build', { test: { requires: ['build'] } }]);

it('tells of a critical path that is another or of another length', async () => {
  expect(await timings(chain, config(['build', 'test']))).toEqual([
    {
      workflow: 'main',
      before: { durationMs: 6000, criticalPath: ['build', 'test'] },
      after: { durationMs: 5000, criticalPath: ['test'] },
    },
  ]);
});

it('says nothing where it is the same, or nothing ever ran', async () => {
  expect(await timings(chain, config(['build', 'lint', { test: { requires: ['build'] } }]))).toEqual([]);
  expect(await timings(chain, config(['build']), new Map())).toEqual([]);
});

it('takes a renamed job for as long as it was, and a renamed workflow for the same', async () => {
  const renamed = config(['compile', { test: { requires: ['compile'] } }]);
  expect(await timings(chain, renamed)).toMatchObject([
    { before: { durationMs: 6000 }, after: { durationMs: 6000, criticalPath: ['compile', 'test'] } },
  ]);
  expect(await timings(config(['lint']), config(['lint'], 'all'))).toEqual([]);
});

it('has null where the workflow does not run', async () => {
  const gone = { ...config([]), workflows: { other: { jobs: ['lint'] } } };
  expect(
    (await timings(chain, gone)).map((t) => [t.workflow, t.before?.durationMs, t.after?.durationMs]),
  ).toEqual([
    ['other', undefined, 500],
    ['main', 6000, undefined],
  ]);
});
