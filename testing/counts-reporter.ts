import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the test run with what was skipped and why, and with the line `N passed, N failed, N skipped`, which scripts
 * read. A file that does not load and an error outside a test count as failed tests.
 */
export default function countsReporter(): Reporter {
  const reasons = new Map<string, number>();
  const explained = new Set<string>();
  return {
    onUserConsoleLog(log) {
      // Printed by testing/require.ts.
      for (const [line] of log.content.matchAll(/^SKIPPED for want of .*$/gm)) {
        reasons.set(line, (reasons.get(line) ?? 0) + 1);
        if (log.taskId !== undefined) explained.add(log.taskId);
      }
    },
    onTestRunEnd(modules, errors) {
      const { passed, failed, skipped, notes } = count(modules, errors, explained);
      for (const note of notes) reasons.set(`SKIPPED: ${note}`, (reasons.get(`SKIPPED: ${note}`) ?? 0) + 1);
      const told = [...reasons].map(([line, times]) => `${line}${times > 1 ? ` (${times} times)` : ''}\n`);
      process.stdout.write(
        `${told.length > 0 ? `\n${told.join('')}` : ''}\n${passed} passed, ${failed} failed, ${skipped} skipped\n`,
      );
    },
  };
}

/** `notes`: why tests were skipped, or which, in files that have not told. */
function count(
  modules: readonly TestModule[],
  errors: readonly SerializedError[],
  explained: ReadonlySet<string>,
) {
  let [passed, failed, skipped] = [0, errors.length, 0];
  const notes: string[] = [];
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'skipped') {
        skipped += 1;
        if (result.note !== undefined || !explained.has(module.id)) notes.push(result.note ?? test.fullName);
      } else failed += 1;
    }
    if (module.state() === 'failed' && [...module.children.allTests('failed')].length === 0) failed += 1;
  }
  return { passed, failed, skipped, notes };
}
