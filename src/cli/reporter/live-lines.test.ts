import { describe, expect, it } from 'vitest';
import { applyToView, emptyView } from '../../run/read-view.ts';
import { createStyle, displayWidth } from '../style.ts';
import { sampleEvents, sampleStartMs } from '../testing/sample-run.ts';
import { createJobIndex } from './job-index.ts';
import { type LiveModel, liveLines } from './live-lines.ts';

const plain = createStyle(false);

function modelAfter(count: number, extra: Partial<LiveModel> = {}): LiveModel {
  const index = createJobIndex();
  let view = emptyView('r');
  for (const recorded of sampleEvents.slice(0, count)) {
    view = applyToView(view, recorded);
    index.apply(recorded.event);
  }
  return {
    view,
    index,
    title: 'run 12 · main · docker',
    footer: 'Ctrl-C cancel',
    nowMs: sampleStartMs + 3_000,
    tail: (job, _, __, n) => (job === 'main/lint' ? ['one', 'two', 'three'].slice(-n) : []),
    transfer: () => undefined,
    ...extra,
  };
}

describe('live view', () => {
  it('shows workflows, jobs, the current step and the tail of what runs', () => {
    expect(liveLines(modelAfter(11), { columns: 80, rows: 24 }, plain)).toEqual([
      'orrery run 12 · main · docker  3.0s',
      'main',
      '  ● lint   2.9s    3/3 Run tests',
      '    │ one',
      '    │ two',
      '    │ three',
      '  ● test   2.9s    3/3 Run tests (0 of 2 nodes done)',
      '  ○ build          after lint, test',
      '  ○ hold           after lint',
      'Ctrl-C cancel',
    ]);
  });

  it('tells what failed and what waits for a person', () => {
    const lines = liveLines(modelAfter(sampleEvents.length), { columns: 80, rows: 24 }, plain);
    expect(lines).toContain('  ✗ test   8.1s    Run tests (exit code 2)');
    expect(lines).toContain('  ⏸ hold   0.0s    needs approval');
  });

  it('shows a pull as a bar', () => {
    const transfer = () => ({ what: 'pulling cimg/node', doneBytes: 45e6, totalBytes: 180e6 });
    expect(liveLines(modelAfter(11, { transfer }), { columns: 90, rows: 24 }, plain)).toContain(
      '  ● lint   2.9s    pulling cimg/node █████░░░░░░░░░░░░░░░ 45 MB of 180 MB',
    );
  });

  it.each([
    [20, 24],
    [12, 6],
    [200, 3],
    [40, 8],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    const lines = liveLines(modelAfter(11), { columns, rows }, plain);
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
  });

  it('counts the jobs that do not fit, and keeps those that run', () => {
    expect(liveLines(modelAfter(11), { columns: 80, rows: 7 }, plain)).toEqual([
      'orrery run 12 · main · docker  3.0s',
      'main',
      '  ● lint  2.9s    3/3 Run tests',
      '  ● test  2.9s    3/3 Run tests (0 of 2 nodes done)',
      '  … and 2 more: 2 waiting',
      'Ctrl-C cancel',
    ]);
  });
});
