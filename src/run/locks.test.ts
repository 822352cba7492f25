import { describe, expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import { abandon } from './abandon.ts';
import { apply } from './apply.ts';
import type { JobSnapshot, JobStatus, RunEvent } from './event.ts';
import { jobOf } from './job-table.ts';
import { holdsLock } from './locks.ts';
import { failedAndBelow, newestAttemptsOf, planAgain } from './plan-again.ts';
import { initialState, type RunState } from './state.ts';
import { end, lock, settle, start } from './testing/play.ts';

const terminal = ['success', 'failed', 'canceled', 'unauthorized', 'not_run'] as const;
const job = (name: string, kind: JobSnapshot['kind'], requires: readonly string[] = []): JobSnapshot => ({
  key: jobKey(name),
  name,
  kind,
  requires: requires.map((r) => ({
    job: jobKey(r),
    statuses: kind === 'unlock' ? terminal : (['success'] as const),
  })),
  ...((kind === 'lock' || kind === 'unlock') && { lockKey: 'prod' }),
});
const workflow = (id: string, ...jobs: readonly JobSnapshot[]): RunEvent => ({
  type: 'workflow.planned',
  v: 1,
  plan: { id, workflow: id, attempt: 1, jobs },
});
/** A workflow that locks, deploys and unlocks, as a job-group with `serial-group` does (WFL-67). */
const group = (id: string, deploy: JobSnapshot['kind'] = 'build'): RunEvent =>
  workflow(
    id,
    job(`${id}/lock`, 'lock'),
    job(`${id}/deploy`, deploy, [`${id}/lock`]),
    job(`${id}/unlock`, 'unlock', [`${id}/deploy`]),
  );

const planned = (...events: readonly RunEvent[]): RunState => events.reduce(apply, initialState);
const holds = (state: RunState, name: string): boolean => {
  const found = jobOf(state.jobs, jobKey(name));
  return found !== undefined && holdsLock(state, found);
};
const through = (state: RunState, name: string, status: JobStatus = 'success'): RunState =>
  settle(end(start(state, name), name, status)).state;
const locked = (...events: readonly RunEvent[]): RunState =>
  through(lock(settle(planned(...events)).state, 'a/lock'), 'a/lock');

describe('a lock', () => {
  it('is taken before its job starts, and held to the end of the unlock below it', () => {
    const first = settle(planned(group('a'), group('b')));
    expect(first).toMatchObject({ started: [], locking: ['a/lock', 'b/lock'] });
    const taken = lock(first.state, 'a/lock');
    expect(settle(taken)).toMatchObject({ started: ['a/lock'], locking: ['b/lock'] });
    let state = through(taken, 'a/lock');
    expect([holds(state, 'a/lock'), holds(state, 'b/lock')]).toEqual([true, false]);
    state = through(state, 'a/deploy');
    expect(holds(state, 'a/lock')).toBe(true);
    expect(holds(through(state, 'a/unlock'), 'a/lock')).toBe(false);
  });

  it('is given back when what it guards fails (WFL-67)', () => {
    const state = through(locked(group('a')), 'a/deploy', 'failed');
    expect(settle(state).started).toEqual(['a/unlock']);
    expect(holds(through(state, 'a/unlock'), 'a/lock')).toBe(false);
  });

  it('is given back at the end of a workflow without an unlock', () => {
    const lone = workflow('a', job('a/lock', 'lock'), job('a/deploy', 'build', ['a/lock']));
    const state = locked(lone);
    expect(holds(state, 'a/lock')).toBe(true);
    expect(holds(through(state, 'a/deploy'), 'a/lock')).toBe(false);
  });

  it('leaves a run paused, not abandoned, whose holder waits for an approval', () => {
    const state = locked(group('a', 'approval'), group('b'));
    expect(settle(state)).toMatchObject({ started: [], locking: ['b/lock'] });
    expect(abandon(state, 'orrery')).toEqual([]);
  });

  it('that some other run has keeps a run from being paused', () => {
    const state = settle(planned(group('b'), workflow('c', job('c/hold', 'approval')))).state;
    expect(abandon(state, 'orrery').at(-1)).toMatchObject({ type: 'run.finished', status: 'canceled' });
  });

  it('is not taken again by a job below it that is of the same serial group', () => {
    const deploy = { ...job('a/deploy', 'build', ['a/lock']), serialGroup: 'prod' };
    expect(settle(locked(workflow('a', job('a/lock', 'lock'), deploy)))).toMatchObject({
      started: ['a/deploy'],
      locking: [],
    });
  });
});

describe('a job of a serial group', () => {
  it('holds it from its turn to its end', () => {
    const deploy = { ...job('a/deploy', 'build'), serialGroup: 'prod' };
    let state = settle(planned(workflow('a', deploy))).state;
    expect(holds(state, 'a/deploy')).toBe(false);
    state = lock(state, 'a/deploy');
    expect(holds(state, 'a/deploy')).toBe(true);
    expect(holds(start(state, 'a/deploy'), 'a/deploy')).toBe(true);
    expect(holds(through(state, 'a/deploy', 'failed'), 'a/deploy')).toBe(false);
  });
});

describe('a rerun', () => {
  const again = (state: RunState, ...chosen: readonly string[]) => {
    const [attempt] = newestAttemptsOf(state.jobs);
    if (attempt === undefined) throw new Error('no attempt');
    const jobs = chosen.length === 0 ? failedAndBelow(attempt) : new Set(chosen.map(jobKey));
    return planAgain(attempt, jobs).jobs.flatMap((one) => (one.kept === undefined ? [one.name] : []));
  };
  const steps = workflow(
    'a',
    job('a/build', 'build'),
    job('a/lock', 'lock', ['a/build']),
    job('a/one', 'build', ['a/lock']),
    job('a/two', 'build', ['a/one']),
    job('a/unlock', 'unlock', ['a/two']),
    job('a/tell', 'build', ['a/unlock']),
  );
  const ran = (): RunState => {
    let state = through(settle(planned(steps)).state, 'a/build');
    state = through(lock(state, 'a/lock'), 'a/lock');
    return through(through(through(state, 'a/one'), 'a/two', 'failed'), 'a/unlock');
  };

  it('runs the whole group again, under the lock', () => {
    expect(again(ran())).toEqual(['a/lock', 'a/one', 'a/two', 'a/unlock', 'a/tell']);
  });

  it('takes no lock for what stands after the group', () => {
    expect(again(through(ran(), 'a/tell', 'failed'), 'a/tell')).toEqual(['a/tell']);
  });
});
