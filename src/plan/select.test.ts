import { expect, it } from 'vitest';
import { type PipelinePlan, type PlannedJob, type WorkflowPlan, jobKey } from './plan.ts';
import { selectJobs } from './select.ts';

function job(workflow: string, name: string, ...requires: readonly string[]): PlannedJob {
  return {
    key: jobKey(`${workflow}/${name}`),
    name,
    type: 'build',
    requires: requires.map((r) => ({ job: jobKey(`${workflow}/${r}`), statuses: ['success'] })),
    contexts: [],
    parallelism: 1,
    definition: name,
  };
}

function workflow(name: string, ...jobs: readonly PlannedJob[]): WorkflowPlan {
  return { name, maxAutoReruns: 0, jobs };
}

const main = workflow(
  'main',
  job('main', 'deploy', 'test', 'lint'),
  job('main', 'test', 'build'),
  job('main', 'build'),
  job('main', 'lint'),
  job('main', 'docs'),
);
const nightly = workflow('nightly', job('nightly', 'build'), job('nightly', 'audit', 'build'));
const plan: PipelinePlan = {
  setup: false,
  workflows: [main, nightly],
  definitions: Object.fromEntries(
    ['deploy', 'test', 'build', 'lint', 'docs', 'audit'].map((n) => [n, { name: n } as never]),
  ),
  leftOut: [{ workflow: 'main', job: 'publish', reason: 'its branch filter ignores x' }],
};

function selected(names: readonly string[], only = false): unknown {
  const selection = selectJobs(plan, names, { only });
  if (selection.kind === 'unknown') return selection.unknown;
  return selection.plan.workflows.flatMap((w) => w.jobs.map((j) => j.key));
}

it.each([
  ['test', ['main/test', 'main/build']],
  ['deploy', ['main/deploy', 'main/test', 'main/build', 'main/lint']],
  ['nightly', ['nightly/build', 'nightly/audit']],
  ['build', ['main/build', 'nightly/build']],
  ['nightly/build', ['nightly/build']],
])('%s brings what it requires', (name, keys) => {
  expect(selected([name])).toEqual(keys);
});

it('takes everything for no names, and several names together', () => {
  expect(selected([])).toHaveLength(7);
  expect(selected(['lint', 'docs'])).toEqual(['main/lint', 'main/docs']);
});

it('leaves upstream and what nobody needs out with only', () => {
  const selection = selectJobs(plan, ['deploy', 'lint'], { only: true });
  expect(selection.kind === 'plan' && selection.plan.workflows).toMatchObject([
    {
      jobs: [
        { name: 'deploy', requires: [{ job: 'main/lint' }] },
        { name: 'lint', requires: [] },
      ],
    },
  ]);
  expect(selection.kind === 'plan' && Object.keys(selection.plan.definitions)).toEqual(['deploy', 'lint']);
});

it('tells which names nothing has', () => {
  expect(selected(['build', 'tset', 'publish', 'zzz'])).toEqual([
    { name: 'tset', nearest: 'test', leftOut: undefined },
    { name: 'publish', nearest: undefined, leftOut: 'its branch filter ignores x' },
    { name: 'zzz', nearest: undefined, leftOut: undefined },
  ]);
});
