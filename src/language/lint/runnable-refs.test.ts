import { expect, it } from 'vitest';
import type { ResolvedFilters, ResolvedWorkflow } from '../resolve/resolved.ts';
import { fileId } from '../source/span.ts';
import { isNever, type Refs, runnableJobs } from './runnable-refs.ts';

const origin = { span: { file: fileId('c'), start: 0, end: 1 } };
const only = (...names: readonly string[]): ResolvedFilters => ({ kind: 'refs', branches: { only: names } });

function runnable(jobs: Readonly<Record<string, readonly [ResolvedFilters | undefined, ...string[]]>>) {
  const workflow: ResolvedWorkflow = {
    name: 'main',
    schedules: [],
    maxAutoReruns: 0,
    origin,
    jobs: Object.entries(jobs).map(([name, [filters, ...requires]]) => ({
      name,
      type: 'build',
      job: name,
      requires: requires.map((job) => ({ job, statuses: ['success'] })),
      contexts: [],
      filters,
      origin,
    })),
  };
  const shown = ({ kind, ...refs }: Refs): unknown => ('names' in refs ? refs.names : kind);
  return Object.fromEntries(
    [...runnableJobs(workflow)].map(([job, r]) => [job.name, isNever(r) ? 'never' : shown(r.branches)]),
  );
}

it('leaves of names those that a job and what it requires have in common', () => {
  expect(
    runnable({
      c: [only('b', 'c'), 'a', 'b'],
      a: [only('a')],
      b: [only('b')],
      d: [only('d'), 'a', 'b'],
      e: [undefined, 'd'],
      f: [undefined],
    }),
  ).toEqual({ a: ['a'], b: ['b'], c: ['b'], d: 'never', e: 'never', f: 'all' });
});

it('leaves open what a pattern or an expression decides', () => {
  const ignore = (...refs: readonly string[]): ResolvedFilters => ({
    kind: 'refs',
    branches: { ignore: refs },
  });
  expect(
    runnable({
      pattern: [only('/x.*/')],
      behind: [only('y'), 'pattern'],
      expression: [{ kind: 'expression', expression: 'pipeline.git.branch == "z"' }],
      some: [ignore('main', '/x.*/')],
      none: [ignore('/.*/')],
      nothing: [only()],
    }),
  ).toEqual({
    pattern: 'open',
    behind: 'open',
    expression: 'open',
    some: 'open',
    none: 'never',
    nothing: 'never',
  });
});
