import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { jobKey } from '../../plan/plan.ts';
import { applyToView, emptyView, viewOf } from '../../run/read-view.ts';
import { sampleEvents, sampleStartMs } from '../testing/sample-run.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';
import { plainReporter } from './plain.ts';

beforeEach(() => void vi.useFakeTimers({ now: sampleStartMs }));
afterEach(() => void vi.useRealTimers());

function play(count: number) {
  const terminal = fakeTerminal();
  const reporter = plainReporter(terminal, Date.now);
  let view = emptyView('r');
  for (const recorded of sampleEvents.slice(0, count))
    reporter.event(recorded, (view = applyToView(view, recorded)));
  return { terminal, reporter };
}

const text = (t: string): Uint8Array => new TextEncoder().encode(t);

it('puts the job before each line, and finishes a line that has no end', () => {
  const { terminal, reporter } = play(11);
  reporter.output(jobKey('main/lint'), 0, 2, text('checking\nall go'));
  reporter.output(jobKey('main/test'), 1, 2, text('ok 1\n'));
  reporter.output(jobKey('main/lint'), 0, 2, text('od\nlast'));
  reporter.stop();
  expect(terminal.stdout()).toBe(
    [
      '[lint]   ====>> Spin up environment',
      '[lint]   ====>> Run tests',
      '[test#0] ====>> Run tests',
      '[test#1] ====>> Run tests',
      '[lint]   checking',
      '[test#1] ok 1',
      '[lint]   all good',
      '[lint]   last',
      '',
    ].join('\n'),
  );
});

it('tells how jobs end', () => {
  const { terminal, reporter } = play(sampleEvents.length);
  reporter.stop();
  expect(terminal.stdout().split('\n').slice(-4)).toEqual([
    '[lint]   ✓ success after 4.2s',
    '[hold]   ⏸ needs approval',
    '[test]   ✗ failed after 8.1s: Run tests (exit code 2)',
    '',
  ]);
});

it('is never silent for 10 s while jobs run, on standard error', () => {
  const { terminal, reporter } = play(11);
  vi.advanceTimersByTime(9_999);
  expect(terminal.stderr()).toBe('still running: lint (Run tests, 8.5s), test (Run tests, 8.4s)\n');
  vi.advanceTimersByTime(10_000);
  expect(terminal.stderr().split('\n')).toHaveLength(3);
  reporter.stop();
});

it('tells of a pull now and then', () => {
  const { terminal, reporter } = play(8);
  for (let i = 0; i < 100; i += 1) {
    reporter.transfer(jobKey('main/lint'), 'pulling cimg/base', i * 1e6, 180e6);
    vi.advanceTimersByTime(100);
  }
  reporter.stop();
  expect(terminal.stderr()).toBe('[lint] pulling cimg/base: 50 MB of 180 MB\n');
});

it('does not tell of what is done in a moment', () => {
  const { terminal, reporter } = play(8);
  reporter.transfer(jobKey('main/lint'), 'checkout', 7_000, 7_000);
  reporter.stop();
  expect(terminal.stderr()).toBe('');
});

it('keeps output that comes before the event of its step until then', () => {
  const { terminal, reporter } = play(6);
  reporter.output(jobKey('main/lint'), 0, 0, text('Image: present\n'));
  expect(terminal.stdout()).toBe('');
  const started = sampleEvents[6];
  if (started !== undefined)
    reporter.event(started, applyToView(viewOf('r', sampleEvents.slice(0, 6)), started));
  reporter.stop();
  expect(terminal.stdout()).toBe('[lint]   ====>> Spin up environment\n[lint]   Image: present\n');
});
