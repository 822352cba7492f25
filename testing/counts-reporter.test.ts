import { afterEach, expect, it, vi } from 'vitest';
import type { UserConsoleLog } from 'vitest';
import type { TestModule } from 'vitest/node';
import countsReporter from './counts-reporter.ts';

afterEach(() => void vi.restoreAllMocks());

type Outcome = 'passed' | 'failed' | 'skipped';

function file(id: string, outcomes: readonly Outcome[], state: Outcome = 'passed'): TestModule {
  const tests = outcomes.map((outcome, i) => ({
    fullName: `${id} ${i}`,
    result: () => ({ state: outcome, note: undefined }),
  }));
  const allTests = (wanted?: Outcome) =>
    tests.filter((t) => wanted === undefined || t.result().state === wanted);
  return { id, children: { allTests }, state: () => state } as unknown as TestModule;
}

function report(
  modules: readonly TestModule[],
  logs: readonly Partial<UserConsoleLog>[] = [],
  errors = 0,
): string {
  const reporter = countsReporter();
  for (const log of logs) reporter.onUserConsoleLog?.(log as UserConsoleLog);
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  void reporter.onTestRunEnd?.(
    modules,
    Array.from({ length: errors }, () => ({ message: '' })),
    'passed',
  );
  vi.restoreAllMocks();
  return printed;
}

it('ends with the counts alone on a line', () => {
  expect(report([file('a', ['passed', 'passed']), file('b', ['failed'], 'failed')])).toBe(
    '\n2 passed, 1 failed, 0 skipped\n',
  );
});

it('counts a file that does not load, and an error outside a test', () => {
  expect(report([file('a', [], 'failed')], [], 1)).toBe('\n0 passed, 2 failed, 0 skipped\n');
});

it('tells why tests were skipped, and names those that nothing explains', () => {
  const logs = [
    { taskId: 'a', content: 'SKIPPED for want of docker: no engine answers\n' },
    { taskId: 'b', content: 'SKIPPED for want of docker: no engine answers\n' },
  ];
  const modules = [file('a', ['skipped', 'skipped']), file('b', ['skipped']), file('c', ['skipped'])];
  expect(report(modules, logs)).toBe(
    '\nSKIPPED for want of docker: no engine answers (2 times)\nSKIPPED: c 0\n\n0 passed, 0 failed, 4 skipped\n',
  );
});
