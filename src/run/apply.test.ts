import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import type { JobSnapshot, RunEvent } from './event.ts';
import { jobOf, jobsOf } from './job-table.ts';
import { requirementsOf } from './requirements.ts';
import { initialState, isFinal, type RunState } from './state.ts';

const job = (name: string, ...requires: readonly string[]): JobSnapshot => ({
  key: jobKey(name),
  name,
  kind: 'build',
  requires: requires.map((r) => ({ job: jobKey(r), statuses: ['success'] })),
});
const planned = (id: string, ...jobs: readonly JobSnapshot[]): RunEvent => ({
  type: 'workflow.planned',
  v: 1,
  plan: { id, workflow: 'main', attempt: 1, jobs },
});

/** The lists as they follow from the jobs. */
function listsOf(state: RunState) {
  const jobs = jobsOf(state.jobs);
  const keys = (phase: string) => jobs.filter((j) => j.phase === phase).map((j) => j.key);
  return {
    decided: jobs
      .filter((j) => j.phase === 'blocked' && requirementsOf(j, state.jobs) !== 'wait')
      .map((j) => j.key),
    queue: keys('queued').toSorted(),
    running: keys('running').toSorted(),
    unfinished: jobs.filter((j) => !isFinal(j.phase)).length,
  };
}

describe('apply', () => {
  it('keeps its lists true to the jobs, whatever happens', () => {
    const plan = fc
      .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 70 })
      .map((rows) =>
        rows.map((row, i) =>
          job(`j${i}`, ...(i === 0 ? [] : new Set(row.map((n) => `j${Math.floor(n % i)}`)))),
        ),
      );
    fc.assert(
      fc.property(plan, fc.infiniteStream(fc.nat(9)), (jobs, choices) => {
        let state = apply(initialState, planned('main', ...jobs));
        for (let round = 0; state.finished === undefined && round < 1000; round += 1) {
          for (const command of decide(state, { concurrency: 3 })) {
            if (command.do === 'append') state = apply(state, command.event);
            if (command.do === 'start-job')
              state = apply(state, {
                type: 'job.started',
                v: 1,
                job: command.job,
                number: 1,
                executor: 'fake',
                executions: 1,
                steps: [],
              });
            const { decided, queue, running, unfinished } = state;
            expect({
              decided: decided.toSorted(),
              queue: queue.toSorted(),
              running: running.toSorted(),
              unfinished,
            }).toEqual({ ...listsOf(state), decided: listsOf(state).decided.toSorted() });
          }
          const [key] = state.running;
          const status = choices.next().value === 0 ? 'failed' : 'success';
          if (key !== undefined) state = apply(state, { type: 'job.finished', v: 1, job: key, status });
        }
        expect(state.finished).toBeDefined();
      }),
      { numRuns: 30 },
    );
  });

  it('does not change the state it is given', () => {
    const before = apply(initialState, planned('main', job('a'), job('b', 'a')));
    const after = apply(before, { type: 'job.queued', v: 1, job: jobKey('a') });
    expect(jobOf(before.jobs, jobKey('a'))?.phase).toBe('blocked');
    expect(jobOf(after.jobs, jobKey('a'))?.phase).toBe('queued');
    expect(before.queue).toEqual([]);
  });

  it('counts a kept job as ended', () => {
    const kept: JobSnapshot = { ...job('a'), kept: { from: jobKey('old/a'), status: 'success' } };
    const state = apply(initialState, planned('main#2', kept, job('b', 'a')));
    expect(state.decided).toEqual(['b']);
    expect(state.unfinished).toBe(1);
  });
});
