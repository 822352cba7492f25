import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { jobKey } from '../../plan/plan.ts';
import { applyToView, emptyView } from '../../run/read-view.ts';
import { sampleEvents, sampleStartMs } from '../testing/sample-run.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';
import { liveReporter } from './live.ts';

beforeEach(() => void vi.useFakeTimers({ now: sampleStartMs }));
afterEach(() => void vi.useRealTimers());

function play(count: number, canAsk = true) {
  const terminal = fakeTerminal({ isLive: true, canAsk });
  const approved: string[] = [];
  const reporter = liveReporter(terminal, {
    title: 'run 12',
    now: Date.now,
    approve: (job) => approved.push(job),
  });
  let view = emptyView('r');
  reporter.begin([], view);
  for (const recorded of sampleEvents.slice(0, count))
    reporter.event(recorded, (view = applyToView(view, recorded)));
  const drawn = (): string => {
    const before = terminal.stderr().length;
    vi.advanceTimersByTime(1_100);
    return terminal.stderr().slice(before);
  };
  return { terminal, reporter, approved, drawn };
}

it('draws on standard error, and nothing on standard output', () => {
  const { terminal, reporter, drawn } = play(11);
  reporter.output(jobKey('main/lint'), 0, 2, new TextEncoder().encode('all good\n'));
  expect(drawn()).toContain('│ all good');
  reporter.stop();
  expect(terminal.stdout()).toBe('');
  expect(terminal.stderr().endsWith('\u001b[?25h')).toBe(true);
});

it('approves what is on hold by a key, once that is confirmed', () => {
  const { terminal, approved, drawn, reporter } = play(15);
  expect(drawn()).toContain('a approve hold');
  terminal.press('a');
  expect(drawn()).toContain('approve hold?');
  terminal.press('n');
  expect(approved).toEqual([]);
  terminal.press('a');
  terminal.press('y');
  expect(approved).toEqual(['main/hold']);
  reporter.stop();
});

it('offers no keys where nobody can be asked', () => {
  const { drawn, reporter } = play(15, false);
  expect(drawn()).not.toContain('a approve');
  reporter.stop();
});

it('prints a message above the view, and draws that again', () => {
  const { terminal, reporter, drawn } = play(11);
  drawn();
  reporter.note('note: something\n');
  expect(terminal.stderr()).toMatch(/note: something\n.*orrery/s);
  reporter.stop();
});

it('does not draw while a person is asked', () => {
  const { reporter, drawn } = play(15);
  drawn();
  reporter.pause();
  expect(drawn()).toBe('');
  reporter.resume();
  expect(drawn()).not.toBe('');
  reporter.stop();
});
