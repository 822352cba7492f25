import { describe, expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import type { JobSnapshot, Recorded, RunEvent } from './event.ts';
import { applyToView, emptyView, jobIn, newestAttempts, viewOf } from './read-view.ts';

const job = (key: string, more: Partial<JobSnapshot> = {}): JobSnapshot => ({
  key: jobKey(key),
  name: key.split('/').at(-1) ?? key,
  kind: 'build',
  requires: [],
  ...more,
});
const planned = (workflow: string, attempt: number, ...jobs: readonly JobSnapshot[]): RunEvent => ({
  type: 'workflow.planned',
  v: 1,
  plan: { id: attempt === 1 ? workflow : `${workflow}#${attempt}`, workflow, attempt, jobs },
});
const started = (key: string, executions = 1): RunEvent => ({
  type: 'job.started',
  v: 1,
  job: jobKey(key),
  number: 7,
  executor: 'fake',
  executions,
  steps: [
    { name: 'Spin up environment', kind: 'spin-up' },
    { name: 'Test', kind: 'run' },
  ],
});
const step = (key: string, number: number, execution = 0): RunEvent => ({
  type: 'step.started',
  v: 1,
  job: jobKey(key),
  execution,
  step: number,
  log: `${key}/${execution}/${number}`,
});
const stepEnd = (key: string, number: number, exitCode: number, execution = 0): RunEvent => ({
  type: 'step.finished',
  v: 1,
  job: jobKey(key),
  execution,
  step: number,
  status: exitCode === 0 ? 'success' : 'failed',
  exitCode,
});
const executionEnd = (key: string, status: 'success' | 'failed', execution = 0): RunEvent => ({
  type: 'execution.finished',
  v: 1,
  job: jobKey(key),
  execution,
  status,
  exitCode: status === 'success' ? 0 : 3,
});
const end = (key: string, status: 'success' | 'failed' | 'canceled' | 'not_run'): RunEvent => ({
  type: 'job.finished',
  v: 1,
  job: jobKey(key),
  status,
});
const held = (key: string): RunEvent => ({ type: 'job.held', v: 1, job: jobKey(key) });

/** One second apart. */
const record = (events: readonly RunEvent[]): Recorded[] =>
  events.map((event, i) => ({ seq: i + 1, at: new Date(i * 1000).toISOString(), runId: 'r', event }));
const view = (...events: readonly RunEvent[]) => viewOf('r', record(events));

describe('the view of a run', () => {
  it('shows steps with times, codes and logs, and those that did not run', () => {
    const events = [planned('main', 1, job('main/test')), started('main/test'), step('main/test', 0)];
    const shown = jobIn(view(...events), jobKey('main/test'));
    expect(shown).toMatchObject({ status: 'running', number: 7, startedAt: '1970-01-01T00:00:01.000Z' });
    expect(shown?.executions[0]?.steps.map((s) => s.status)).toEqual(['running', 'not_run']);
    const done = view(
      ...events,
      stepEnd('main/test', 0, 3),
      executionEnd('main/test', 'failed'),
      end('main/test', 'failed'),
      { type: 'run.finished', v: 1, status: 'failed' },
    );
    expect(done).toMatchObject({ status: 'failed', finishedAt: '1970-01-01T00:00:06.000Z' });
    expect(jobIn(done, jobKey('main/test'))).toMatchObject({
      status: 'failed',
      stoppedAt: '1970-01-01T00:00:05.000Z',
      executions: [
        {
          index: 0,
          status: 'failed',
          exitCode: 3,
          steps: [
            {
              name: 'Spin up environment',
              status: 'failed',
              exitCode: 3,
              log: 'main/test/0/0',
              startedAt: '1970-01-01T00:00:02.000Z',
              stoppedAt: '1970-01-01T00:00:03.000Z',
            },
            { name: 'Test', status: 'not_run', log: undefined, startedAt: undefined },
          ],
        },
      ],
    });
  });

  it('lists executions by index, and only those that had something to do', () => {
    const shown = view(
      planned('main', 1, job('main/test')),
      started('main/test', 3),
      step('main/test', 0, 2),
      step('main/test', 0, 1),
    );
    expect(jobIn(shown, jobKey('main/test'))?.executions.map((e) => e.index)).toEqual([1, 2]);
  });

  it('shows what ran in a job that was stopped as canceled', () => {
    const shown = view(
      planned('main', 1, job('main/test')),
      started('main/test'),
      step('main/test', 0),
      end('main/test', 'canceled'),
    );
    expect(jobIn(shown, jobKey('main/test'))?.executions).toMatchObject([
      { status: 'canceled', steps: [{ status: 'canceled' }, { status: 'not_run' }] },
    ]);
  });

  it('gives no times to a job that did not run, one moment to a no-op', () => {
    const shown = view(
      planned('main', 1, job('main/a'), job('main/b', { kind: 'no-op' })),
      end('main/a', 'not_run'),
      end('main/b', 'success'),
    );
    expect(jobIn(shown, jobKey('main/a'))).toMatchObject({ startedAt: undefined, stoppedAt: undefined });
    const noOp = jobIn(shown, jobKey('main/b'));
    expect(noOp?.startedAt).toBe(noOp?.stoppedAt);
    expect(noOp?.startedAt).toBeDefined();
  });

  it.each([
    ['running', [started('main/a'), held('main/hold')]],
    ['on_hold', [started('main/a'), end('main/a', 'failed'), held('main/hold')]],
    ['on_hold', [started('main/a'), end('main/a', 'success'), held('main/hold')]],
    ['failed', [end('main/a', 'failed'), end('main/hold', 'canceled')]],
    ['canceled', [end('main/a', 'success'), end('main/hold', 'canceled')]],
    ['success', [end('main/a', 'success'), end('main/hold', 'success')]],
  ] as const)('says %s of a workflow', (status, events) => {
    const shown = view(planned('main', 1, job('main/a'), job('main/hold', { kind: 'approval' })), ...events);
    expect(shown.workflows[0]?.status).toBe(status);
    expect(shown.status).toBe(status);
  });

  it('takes the status of a run from its workflows, the worst first', () => {
    const two = [planned('a', 1, job('a/x')), planned('b', 1, job('b/hold', { kind: 'approval' }))];
    expect(view(...two, end('a/x', 'failed'), held('b/hold')).status).toBe('failed');
    expect(view(...two, started('a/x'), held('b/hold')).status).toBe('running');
  });

  it('shows a kept job in the new attempt as it ended, and counts only the newest attempt', () => {
    const events: RunEvent[] = [
      planned('main', 1, job('main/build'), job('main/test')),
      started('main/build'),
      step('main/build', 0),
      end('main/build', 'success'),
      end('main/test', 'failed'),
      { type: 'run.finished', v: 1, status: 'failed' },
      planned(
        'main',
        2,
        job('main#2/build', { kept: { from: jobKey('main/build'), status: 'success' } }),
        job('main#2/test'),
      ),
    ];
    const again = view(...events);
    expect(again).toMatchObject({ status: 'running', finishedAt: undefined });
    expect(jobIn(again, jobKey('main#2/build'))).toMatchObject({
      key: 'main#2/build',
      from: 'main/build',
      attempt: 1,
      status: 'success',
      number: 7,
      executions: [{ index: 0 }],
    });
    expect(jobIn(again, jobKey('main#2/test'))).toMatchObject({ attempt: 2, status: 'blocked' });
    expect(newestAttempts(again).map((w) => w.id)).toEqual(['main#2']);
    const third = view(
      ...events,
      end('main#2/test', 'failed'),
      planned('main', 3, job('main#3/build', { kept: { from: jobKey('main/build'), status: 'success' } })),
    );
    expect(jobIn(third, jobKey('main#3/build'))?.from).toBe('main/build');
    expect(third.workflows.map((w) => w.status)).toEqual(['failed', 'failed', 'success']);
  });

  it('is the same whether folded at once or one by one, and leaves earlier views alone', () => {
    const events = record([planned('main', 1, job('main/a')), started('main/a'), end('main/a', 'success')]);
    const views = [emptyView('r')];
    for (const event of events) views.push(applyToView(views.at(-1) ?? emptyView('r'), event));
    expect(views.at(-1)).toEqual(viewOf('r', events));
    expect(views[1] && jobIn(views[1], jobKey('main/a'))?.status).toBe('blocked');
  });
});
