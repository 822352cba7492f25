import { expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import { withJobs, noJobs } from '../run/job-table.ts';
import type { JobState } from '../run/state.ts';
import { upstreamOf } from './upstream.ts';

const table = (edges: Readonly<Record<string, readonly string[]>>) =>
  withJobs(
    noJobs,
    Object.entries(edges).map(([name, requires]): JobState => ({
      key: jobKey(name),
      name,
      kind: 'build',
      requires: requires.map((r) => ({ job: jobKey(r), statuses: ['success'] })),
      workflow: 'main',
      phase: 'blocked',
    })),
  );

it('orders a diamond by its graph, and knows who is above whom', () => {
  const jobs = table({
    a: [],
    b: ['a'],
    c: ['a'],
    d: ['b', 'c'],
    side: [],
    e: ['d', 'a'],
  });
  const upstream = upstreamOf(jobs, jobKey('e'));
  expect(upstream.order).toEqual(['a', 'b', 'c', 'd']);
  expect(upstream.isAbove(jobKey('a'), jobKey('d'))).toBe(true);
  expect(upstream.isAbove(jobKey('b'), jobKey('c'))).toBe(false);
  expect(upstream.isAbove(jobKey('d'), jobKey('b'))).toBe(false);
  expect(upstream.isAbove(jobKey('b'), jobKey('b'))).toBe(false);
});

it('takes a chain of 20,000 jobs', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, i) => [`j${i}`, i === 0 ? [] : [`j${i - 1}`]]),
  );
  expect(upstreamOf(table(chain), jobKey('j19999')).order).toHaveLength(19_999);
});
