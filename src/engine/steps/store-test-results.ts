import type { ResolvedStep } from '../../language/index.ts';
import { testsKey } from '../blob-keys.ts';
import { abortable, collect, streamOf } from '../bytes.ts';
import { resolveInSandbox } from '../sandbox-path.ts';
import { entryPath, readTar } from '../tar.ts';
import { isReportPath, readReportFile, testReport, type TestResult } from '../test-results.ts';
import { type StepContext, type StepEnd, success } from './step-context.ts';

type TestResultsStep = Extract<ResolvedStep, { readonly kind: 'store_test_results' }>;

/** RUN-22: every report under the path. Failed tests in them do not fail the job; a report that cannot be read is told. */
export async function storeTestResults(step: TestResultsStep, context: StepContext): Promise<StepEnd> {
  const { session, log, key, execution } = context;
  const source = resolveInSandbox(step.path, context.sandbox);
  const tests = await readReports(source, context);
  if (tests === undefined) {
    log.say(`No test results found at ${source}`);
    return success;
  }
  const report = testReport(tests);
  const blob = testsKey(session.runId, key, execution, context.step);
  await session.ports.blobs.put(blob, streamOf(JSON.stringify(report)));
  const { passed, failed, skipped } = report;
  session.recorder.record({ type: 'tests.stored', v: 1, job: key, execution, passed, failed, skipped, blob });
  context.addTests(tests);
  log.say(`Stored ${tests.length} test results: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return success;
}

/** Undefined when there is no report at all. */
async function readReports(
  source: string,
  { sandbox, log, signal }: StepContext,
): Promise<readonly TestResult[] | undefined> {
  const tar = await sandbox.copyOut(source);
  if (tar === undefined) return undefined;
  const tests: TestResult[] = [];
  let reports = 0;
  for await (const { header, body } of readTar(abortable(tar, signal))) {
    const path = entryPath(header.name);
    if (header.type !== 'file' || !isReportPath(path)) continue;
    const report = readReportFile(path, await collect(body));
    if (report.problem === undefined || report.tests.length > 0) reports += 1;
    if (report.problem !== undefined) log.say(`${path}: ${report.problem}`);
    for (const test of report.tests) tests.push(test);
  }
  return reports === 0 ? undefined : tests;
}
