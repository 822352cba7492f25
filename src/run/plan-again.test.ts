import { describe, expect, it } from 'vitest';
import { jobKey, type RequirableStatus } from '../plan/plan.ts';
import { apply } from './apply.ts';
import type { JobSnapshot, JobStatus } from './event.ts';
import { failedAndBelow, newestAttemptsOf, planAgain, unmet, withBelow } from './plan-again.ts';
import { initialState, type RunState } from './state.ts';

const job = (
  name: string,
  requires: readonly (string | readonly [string, RequirableStatus])[] = [],
): JobSnapshot => ({
  key: jobKey(`main/${name}`),
  name,
  kind: 'build',
  requires: requires.map((r) =>
    typeof r === 'string'
      ? { job: jobKey(`main/${r}`), statuses: ['success'] }
      : { job: jobKey(`main/${r[0]}`), statuses: [r[1]] },
  ),
});

function ran(jobs: readonly JobSnapshot[], ends: Readonly<Record<string, JobStatus>>): RunState {
  const planned = apply(initialState, {
    type: 'workflow.planned',
    v: 1,
    plan: { id: 'main', workflow: 'main', attempt: 1, jobs },
  });
  return Object.entries(ends).reduce(
    (state, [name, status]) =>
      apply(state, { type: 'job.finished', v: 1, job: jobKey(`main/${name}`), status }),
    planned,
  );
}
const only = (state: RunState) => {
  const [attempt] = newestAttemptsOf(state.jobs);
  if (attempt === undefined) throw new Error('no attempt');
  return attempt;
};

const state = ran(
  [
    job('build'),
    job('test', ['build']),
    job('deploy', ['test']),
    job('lint'),
    job('tell', [['test', 'failed']]),
  ],
  { build: 'success', test: 'failed', deploy: 'not_run', lint: 'success', tell: 'success' },
);

describe('a rerun', () => {
  it('from failed keeps what succeeded and does not stand below what runs again', () => {
    expect([...failedAndBelow(only(state))]).toEqual(['main/test', 'main/deploy', 'main/tell']);
    const plan = planAgain(only(state), failedAndBelow(only(state)));
    expect(plan).toMatchObject({ id: 'main#2', workflow: 'main', attempt: 2 });
    expect(plan.jobs.map((j) => [j.key, j.kept])).toEqual([
      ['main#2/build', { from: 'main/build', status: 'success' }],
      ['main#2/test', undefined],
      ['main#2/deploy', undefined],
      ['main#2/lint', { from: 'main/lint', status: 'success' }],
      ['main#2/tell', undefined],
    ]);
    expect(plan.jobs[2]?.requires).toEqual([{ job: 'main#2/test', statuses: ['success'] }]);
  });

  it('of a rerun keeps jobs from where they ran', () => {
    const second = planAgain(only(state), failedAndBelow(only(state)));
    let again = apply(state, { type: 'workflow.planned', v: 1, plan: second });
    for (const name of ['test', 'deploy', 'tell'])
      again = apply(again, { type: 'job.finished', v: 1, job: jobKey(`main#2/${name}`), status: 'failed' });
    const third = planAgain(only(again), failedAndBelow(only(again)));
    expect(third.id).toBe('main#3');
    expect(third.jobs.map((j) => j.kept?.from)).toEqual([
      'main/build',
      undefined,
      undefined,
      'main/lint',
      undefined,
    ]);
  });

  it('of one job runs it and what is below it', () => {
    const { jobs } = only(state);
    expect([...withBelow(jobs, [jobKey('main/test')])]).toEqual(['main/test', 'main/deploy', 'main/tell']);
  });

  it('finds what would keep a job from running', () => {
    const attempt = only(state);
    const deploy = withBelow(attempt.jobs, [jobKey('main/deploy')]);
    expect(unmet(state.jobs, attempt, deploy)?.requires.name).toBe('test');
    const test = withBelow(attempt.jobs, [jobKey('main/test')]);
    expect(unmet(state.jobs, attempt, test)).toBeUndefined();
  });
});
