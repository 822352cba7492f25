import { jobKey } from '../../plan/plan.ts';
import type { Recorded, RunEvent } from '../../run/event.ts';

const runId = '6f0d9c1e-6a7b-4f5e-9d53-0a4c6b1f2e3d';
const start = Date.parse('2026-03-01T12:00:00.000Z');
const key = (name: string) => jobKey(`main/${name}`);
const needs = (...names: readonly string[]) =>
  names.map((name) => ({ job: key(name), statuses: ['success'] as const }));

/** Events with their times in seconds after the start. */
export function recorded(timed: readonly (readonly [number, RunEvent])[]): readonly Recorded[] {
  return timed.map(([seconds, event], i) => ({
    seq: i + 1,
    at: new Date(start + seconds * 1000).toISOString(),
    runId,
    event,
  }));
}

export const sampleStartMs = start;

const steps = [
  { name: 'Spin up environment', kind: 'setup' },
  { name: 'Checkout code', kind: 'checkout' },
  { name: 'Run tests', kind: 'run' },
] as const;

function begun(name: string, number: number, executions = 1): RunEvent {
  return { type: 'job.started', v: 1, job: key(name), number, executor: 'docker', executions, steps };
}

function step(name: string, index: number, execution = 0): RunEvent {
  return {
    type: 'step.started',
    v: 1,
    job: key(name),
    execution,
    step: index,
    log: `${name}-${execution}-${index}`,
  };
}

function stepEnd(name: string, index: number, exitCode: number, execution = 0): RunEvent {
  const status = exitCode === 0 ? 'success' : 'failed';
  return { type: 'step.finished', v: 1, job: key(name), execution, step: index, status, exitCode };
}

function jobEnd(name: string, status: 'success' | 'failed' | 'not_run'): RunEvent {
  return { type: 'job.finished', v: 1, job: key(name), status };
}

/**
 * Five jobs: `lint` succeeds, `test` (two nodes) fails in its third step on node 1, `build` and what needs it do not
 * run, `hold` waits for a person.
 */
export const sampleEvents: readonly Recorded[] = recorded([
  [
    0,
    {
      type: 'run.created',
      v: 1,
      number: 12,
      trigger: { kind: 'push', branch: 'main', revision: '5f3e1a2b'.repeat(5), by: 'kim' },
      pipeline: 'runs/p',
    },
  ],
  [
    0,
    {
      type: 'workflow.planned',
      v: 1,
      plan: {
        id: 'main',
        workflow: 'main',
        attempt: 1,
        jobs: [
          { key: key('lint'), name: 'lint', kind: 'build', requires: [] },
          { key: key('test'), name: 'test', kind: 'build', requires: [] },
          { key: key('build'), name: 'build', kind: 'build', requires: needs('lint', 'test') },
          { key: key('hold'), name: 'hold', kind: 'approval', requires: needs('lint') },
        ],
      },
    },
  ],
  [0, { type: 'job.queued', v: 1, job: key('lint') }],
  [0, { type: 'job.queued', v: 1, job: key('test') }],
  [0.1, begun('lint', 1)],
  [0.1, begun('test', 2, 2)],
  [0.1, step('lint', 0)],
  [0.5, stepEnd('lint', 0, 0)],
  [0.5, step('lint', 2)],
  [0.6, step('test', 2, 0)],
  [0.6, step('test', 2, 1)],
  [4.3, stepEnd('lint', 2, 0)],
  [4.3, { type: 'execution.finished', v: 1, job: key('lint'), execution: 0, status: 'success' }],
  [4.3, jobEnd('lint', 'success')],
  [4.3, { type: 'job.held', v: 1, job: key('hold') }],
  [8, stepEnd('test', 2, 0, 0)],
  [8, { type: 'execution.finished', v: 1, job: key('test'), execution: 0, status: 'success' }],
  [
    8.1,
    {
      type: 'artifact.stored',
      v: 1,
      job: key('test'),
      execution: 0,
      path: 'report.html',
      blob: 'a/report.html',
      sizeBytes: 12_300,
      sha256: 'ab'.repeat(32),
    },
  ],
  [
    8.1,
    {
      type: 'tests.stored',
      v: 1,
      job: key('test'),
      execution: 1,
      passed: 120,
      failed: 1,
      skipped: 3,
      blob: 'a/tests',
    },
  ],
  [8.2, stepEnd('test', 2, 2, 1)],
  [8.2, { type: 'execution.finished', v: 1, job: key('test'), execution: 1, status: 'failed', exitCode: 2 }],
  [8.2, jobEnd('test', 'failed')],
  [8.2, jobEnd('build', 'not_run')],
]);
