import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobKey, type RequirableStatus } from '../plan/plan.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import type { JobSnapshot, JobStatus, RunEvent } from './event.ts';
import { jobsOf } from './job-table.ts';
import { recover } from './recover.ts';
import { initialState, type RunState } from './state.ts';
import { end, lock, settle, start } from './testing/play.ts';

const job = (
  name: string,
  requires: readonly (string | [string, RequirableStatus[]])[] = [],
  more: Partial<JobSnapshot> = {},
): JobSnapshot => ({
  key: jobKey(`main/${name}`),
  name,
  kind: 'build',
  requires: requires.map((r) =>
    typeof r === 'string'
      ? { job: jobKey(`main/${r}`), statuses: ['success'] }
      : { job: jobKey(`main/${r[0]}`), statuses: r[1] },
  ),
  ...more,
});

const planned = (...jobs: JobSnapshot[]): RunEvent => ({
  type: 'workflow.planned',
  v: 1,
  plan: { id: 'main', workflow: 'main', attempt: 1, jobs },
});
const fold = (...events: RunEvent[]): RunState => events.reduce(apply, initialState);

const phases = (state: RunState): Record<string, string> =>
  Object.fromEntries(jobsOf(state.jobs).map((j) => [j.name, j.phase]));

describe('decide', () => {
  it('starts a ready job while an unrelated one still runs', () => {
    let { state, started } = settle(fold(planned(job('quick'), job('slow'), job('after', ['quick']))));
    expect(started).toEqual(['main/quick', 'main/slow']);
    state = end(start(start(state, 'main/quick'), 'main/slow'), 'main/quick', 'success');
    ({ started } = settle(state));
    expect(started).toEqual(['main/after']);
  });

  it('keeps to the concurrency limit, first come first served', () => {
    const first = settle(fold(planned(job('a'), job('b'), job('c'))), 2);
    expect(first.started).toEqual(['main/a', 'main/b']);
    const running = start(start(first.state, 'main/a'), 'main/b');
    expect(settle(running, 2).started).toEqual([]);
    expect(settle(end(running, 'main/b', 'success'), 2).started).toEqual(['main/c']);
  });

  it('lets jobs of a serial group queue up for it before they start, whatever the limit', () => {
    const group = { serialGroup: 'prod' };
    const first = settle(fold(planned(job('a', [], group), job('b', [], group), job('c'))), 1);
    expect(first).toMatchObject({ locking: ['main/a', 'main/b'], started: ['main/c'] });
    const now = settle(lock(start(first.state, 'main/c'), 'main/a'), 2);
    expect(now).toMatchObject({ locking: ['main/b'], started: ['main/a'] });
  });

  it('leaves out what a failure makes impossible, and runs what asked for it', () => {
    const plan = planned(
      job('build'),
      job('deploy', ['build']),
      job('after', ['deploy']),
      job('tell', [['build', ['failed', 'canceled']]]),
    );
    const { state } = settle(fold(plan));
    const after = settle(end(start(state, 'main/build'), 'main/build', 'timedout'));
    expect(phases(after.state)).toMatchObject({ build: 'timedout', deploy: 'not_run', after: 'not_run' });
    expect(after.started).toEqual(['main/tell']);
    expect(settle(end(start(after.state, 'main/tell'), 'main/tell', 'success')).state.finished).toBe(
      'failed',
    );
  });

  it('holds an approval, goes on when it is granted, and passes a no-op by itself', () => {
    const plan = planned(
      job('hold', [], { kind: 'approval' }),
      job('join', ['hold'], { kind: 'no-op' }),
      job('deploy', ['join']),
    );
    const { state, started } = settle(fold(plan));
    expect(phases(state)).toEqual({ hold: 'on_hold', join: 'blocked', deploy: 'blocked' });
    expect(started).toEqual([]);
    expect(state.finished).toBeUndefined();
    const granted = settle(
      apply(state, { type: 'approval.granted', v: 1, job: jobKey('main/hold'), by: 'kim' }),
    );
    expect(granted.started).toEqual(['main/deploy']);
  });

  it('cancels: what waits ends at once, what runs is stopped, then the run ends', () => {
    const { state } = settle(fold(planned(job('a'), job('b', ['a']))));
    const canceling = settle(
      apply(start(state, 'main/a'), { type: 'run.cancel-requested', v: 1, by: 'kim' }),
    );
    expect(phases(canceling.state)).toEqual({ a: 'running', b: 'not_run' });
    expect(decide(canceling.state, { concurrency: 4 })).toEqual([{ do: 'stop-job', job: 'main/a' }]);
    expect(settle(end(canceling.state, 'main/a', 'canceled')).state.finished).toBe('canceled');
  });

  it('ends a run whose newest attempt succeeded with success', () => {
    const { state } = settle(fold(planned(job('a'))));
    const failed = settle(end(start(state, 'main/a'), 'main/a', 'failed')).state;
    expect(failed.finished).toBe('failed');
    const again: RunEvent = {
      type: 'workflow.planned',
      v: 1,
      plan: { id: 'main#2', workflow: 'main', attempt: 2, jobs: [{ ...job('a'), key: jobKey('main#2/a') }] },
    };
    const second = settle(apply(failed, again));
    expect(second.started).toEqual(['main#2/a']);
    expect(settle(end(start(second.state, 'main#2/a'), 'main#2/a', 'success')).state.finished).toBe(
      'success',
    );
  });
});

/** A random DAG: job i may require some of the jobs before it. */
const plans = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((rows) =>
    planned(...rows.map((row, i) => job(`j${i}`, i === 0 ? [] : [...new Set(row.map((n) => `j${n % i}`))]))),
  );
const outcomes = fc.infiniteStream(
  fc.constantFrom<JobStatus>('success', 'success', 'failed', 'infrastructure_fail'),
);

it('reaches an end from any plan, with any outcomes, killed and taken up again at any event', () => {
  fc.assert(
    fc.property(
      plans,
      outcomes,
      fc.infiniteStream(fc.boolean()),
      fc.integer({ min: 1, max: 4 }),
      (plan, results, kills, concurrency) => {
        const startsOf = new Map<string, number>();
        let state = fold(plan);
        for (let round = 0; state.finished === undefined; round += 1) {
          expect(round).toBeLessThan(1000);
          const commands = decide(state, { concurrency });
          const isStuck = commands.length === 0 && state.running.length === 0;
          expect(isStuck).toBe(false);
          for (const command of commands) {
            if (command.do === 'append') state = apply(state, command.event);
            if (command.do === 'start-job') {
              startsOf.set(command.job, (startsOf.get(command.job) ?? 0) + 1);
              state = start(state, command.job);
            }
          }
          if (kills.next().value) state = recover(state).reduce(apply, state);
          for (const running of state.running.slice(0, 1)) state = end(state, running, results.next().value);
        }
        expect(Math.max(0, ...startsOf.values())).toBeLessThanOrEqual(1);
      },
    ),
  );
});
