import { expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import { abandon, endNow } from './abandon.ts';
import { apply } from './apply.ts';
import type { JobSnapshot, RunEvent } from './event.ts';
import { initialState } from './state.ts';

const job = (name: string, requires: readonly string[] = [], kind: JobSnapshot['kind'] = 'build') => ({
  key: jobKey(name),
  name,
  kind,
  requires: requires.map((r) => ({ job: jobKey(r), statuses: ['success'] as const })),
});
const planned = (...jobs: readonly JobSnapshot[]): RunEvent => ({
  type: 'workflow.planned',
  v: 1,
  plan: { id: 'main', workflow: 'main', attempt: 1, jobs },
});
const queued = (name: string): RunEvent => ({ type: 'job.queued', v: 1, job: jobKey(name) });
const started = (name: string): RunEvent => ({
  type: 'job.started',
  v: 1,
  job: jobKey(name),
  number: 1,
  executor: 'fake',
  executions: 1,
  steps: [],
});
const ends = (events: readonly RunEvent[]) =>
  events.flatMap((e) => (e.type === 'job.finished' ? [[e.job, e.status]] : []));
const after = (...events: readonly RunEvent[]) =>
  abandon(events.reduce(apply, initialState), 'orrery').map((e) => e);

it('loses what ran, cancels what waited its turn, and ends the run', () => {
  const events = after(
    planned(job('a'), job('b'), job('c', ['a']), job('d', ['b'])),
    queued('a'),
    queued('b'),
    started('a'),
  );
  expect(ends(events)).toEqual([
    ['a', 'infrastructure_fail'],
    ['c', 'not_run'],
    ['b', 'canceled'],
    ['d', 'not_run'],
  ]);
  expect(events.at(-1)).toEqual({ type: 'run.finished', v: 1, status: 'failed' });
});

it('leaves a run alone that waits for an approval', () => {
  const events = after(planned(job('hold', [], 'approval'), job('deploy', ['hold'])), {
    type: 'job.held',
    v: 1,
    job: jobKey('hold'),
  });
  expect(events).toEqual([]);
});

it('ends a run whose owner died between its last job and its end', () => {
  const events = after(planned(job('a')), queued('a'), started('a'), {
    type: 'job.finished',
    v: 1,
    job: jobKey('a'),
    status: 'success',
  });
  expect(events).toEqual([{ type: 'run.finished', v: 1, status: 'success' }]);
});

it('keeps an approval open beside a job that was lost', () => {
  const events = after(
    planned(job('hold', [], 'approval'), job('a'), job('b', ['a'])),
    { type: 'job.held', v: 1, job: jobKey('hold') },
    queued('a'),
    started('a'),
  );
  expect(ends(events)).toEqual([
    ['a', 'infrastructure_fail'],
    ['b', 'not_run'],
  ]);
});

it('ends a run at once, with all that runs and waits in it', () => {
  const state = [
    planned(job('a'), job('b'), job('c', ['a']), job('hold', [], 'approval')),
    queued('a'),
    queued('b'),
    started('a'),
  ].reduce(apply, initialState);
  const events = endNow(state, 'kim');
  expect(ends(events)).toEqual([
    ['a', 'canceled'],
    ['b', 'canceled'],
    ['c', 'not_run'],
    ['hold', 'not_run'],
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'run.finished', status: 'canceled' });
  expect(endNow(events.reduce(apply, state), 'kim')).toEqual([]);
});
