import { expect, it } from 'vitest';
import { jobKey } from '../../plan/plan.ts';
import { viewOf } from '../../run/read-view.ts';
import type { RunView } from '../../run/view.ts';
import { createStyle } from '../style.ts';
import { recorded, sampleEvents } from '../testing/sample-run.ts';
import { failedStep } from './failed-step.ts';
import { type Failure, summary } from './summary.ts';

const plain = createStyle(false);

function failuresOf(view: RunView): readonly Failure[] {
  return view.workflows.flatMap((workflow) =>
    workflow.jobs
      .filter((job) => job.status === 'failed')
      .map((job) => ({
        job: { job, workflow },
        failed: failedStep(job),
        lastLines: ['not ok 41 - parses dates', 'expected 3, got 4'],
      })),
  );
}

it('shows the tree, why it failed, what it left and how to go on', () => {
  const view = viewOf('r', [
    ...sampleEvents,
    ...recorded([
      [8.5, { type: 'approval.granted', v: 1, job: jobKey('main/hold'), by: 'kim' }],
      [9, { type: 'run.finished', v: 1, status: 'failed' }],
    ]),
  ]);
  const failedTests = [{ job: 'test', name: 'parses dates', message: 'expected 3, got 4' }];
  expect(summary({ view, failures: failuresOf(view), failedTests }, plain)).toBe(`
✗ main failed in 8.4s
  ✓ lint   4.2s
  ✗ test   8.1s    Run tests (exit code 2), 2 nodes
  ○ build          not run
  ✓ hold   4.2s

✗ test › Run tests (exit code 2)
  │ not ok 41 - parses dates
  │ expected 3, got 4
  all of it: orrery logs 12 test --step 3 --index 1

tests      120 passed, 1 failed, 3 skipped  orrery tests 12
  ✗ test: parses dates — expected 3, got 4

artifacts  1 file, 12 kB  orrery artifacts 12

✗ run 12 failed in 9.0s; when it is mended, go on with:
    orrery rerun 12 --from-failed
`);
});

it('names the command that goes on with a paused run', () => {
  const view = viewOf('r', sampleEvents.slice(0, 15));
  const text = summary({ view: { ...view, status: 'on_hold' }, failures: [], failedTests: [] }, plain);
  expect(text).toContain('⏸ run 12 is paused; go on with:\n    orrery approve 12 hold\n');
});
