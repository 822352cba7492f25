import { expect, it } from 'vitest';
import { criticalPath } from './critical-path.ts';
import { type PlannedJob, type WorkflowPlan, jobKey } from './plan.ts';

function job(name: string, ...requires: readonly string[]): PlannedJob {
  return {
    key: jobKey(`w/${name}`),
    name,
    type: 'build',
    requires: requires.map((r) => ({ job: jobKey(`w/${r}`), statuses: ['success'] })),
    contexts: [],
    parallelism: 1,
    definition: name,
  };
}

function workflow(...jobs: readonly PlannedJob[]): WorkflowPlan {
  return { name: 'w', maxAutoReruns: 0, jobs };
}

const main = workflow(
  job('deploy', 'test', 'lint'),
  job('test', 'build'),
  job('build'),
  job('lint'),
  job('docs'),
);

it.each([
  [{ build: 5, test: 10, lint: 20, deploy: 1 }, ['lint', 'deploy'], 21],
  [{ build: 15, test: 10, lint: 20, deploy: 1 }, ['build', 'test', 'deploy'], 26],
  [{ docs: 100 }, ['docs'], 100],
  [{}, ['build', 'test', 'deploy'], 0],
])('the critical path for %o', (durations, names, durationMs) => {
  const path = criticalPath(main, new Map(Object.entries(durations)));
  expect(path.jobs.map((j) => j.name)).toEqual(names);
  expect(path.durationMs).toBe(durationMs);
});

it('finds the critical path of long chains, and of nothing', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => job(`j${i}`, ...(i === 0 ? [] : [`j${i - 1}`])));
  expect(criticalPath(workflow(...chain.toReversed()), new Map([['j7', 3]])).jobs).toHaveLength(20_000);
  expect(criticalPath(workflow(), new Map())).toEqual({ jobs: [], durationMs: 0 });
});
