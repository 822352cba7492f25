import type { TestReport, TestResult } from '../engine/test-results.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { JobView, RunView } from '../run/view.ts';
import { jobLabel, newestJobs, newestWorkflows } from './reporter/all-jobs.ts';
import { failedStep } from './reporter/failed-step.ts';
import { isFailure } from './reporter/status-mark.ts';
import type { FailedTest, Failure, SummaryInput } from './reporter/summary.ts';
import { lastLines } from './reporter/tail.ts';
import type { ArtifactRow, JobTests } from './run-json.ts';

/** Artifacts of the newest attempt of each job. */
export function artifactRows(view: RunView, blobs: BlobStore): readonly ArtifactRow[] {
  return newestJobs(view).flatMap(({ job }) =>
    job.artifacts.map((a) => ({
      job: job.name,
      node_index: a.execution,
      path: a.path,
      size: a.sizeBytes,
      sha256: a.sha256,
      file: blobs.location(a.blob) ?? null,
    })),
  );
}

/** Test results of the newest attempt of each job that stored some. */
export async function jobTests(view: RunView, blobs: BlobStore): Promise<readonly JobTests[]> {
  const rows: JobTests[] = [];
  for (const { job } of newestJobs(view)) {
    if (job.tests.length === 0) continue;
    const sum = (key: 'passed' | 'failed' | 'skipped'): number => job.tests.reduce((n, t) => n + t[key], 0);
    rows.push({
      job: job.name,
      passed: sum('passed'),
      failed: sum('failed'),
      skipped: sum('skipped'),
      tests: await testsOf(job, blobs),
    });
  }
  return rows;
}

async function testsOf(job: JobView, blobs: BlobStore): Promise<readonly TestResult[]> {
  const all: TestResult[] = [];
  for (const { blob } of job.tests) {
    const body = await blobs.get(blob);
    if (body === undefined) continue;
    const report = JSON.parse(await textOfBytes(body)) as TestReport;
    all.push(...report.tests);
  }
  return all;
}

export async function textOfBytes(body: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString('utf8');
}

const tailLines = 20;
const tailBytes = 16 * 1024;

/** What the summary of a run needs beside its view: ends of logs, names of failed tests. */
export async function summaryInput(
  view: RunView,
  stores: { readonly logs: LogStore; readonly blobs: BlobStore },
  withColours: boolean,
): Promise<SummaryInput> {
  const failures: Failure[] = [];
  const failedTests: FailedTest[] = [];
  for (const workflow of newestWorkflows(view))
    for (const job of workflow.jobs) {
      const entry = { job, workflow };
      if (isFailure(job.status)) {
        const failed = failedStep(job);
        const log = failed?.step.log;
        const lines = log === undefined ? [] : await endOfLog(stores.logs, view.runId, log, withColours);
        failures.push({ job: entry, failed, lastLines: lines });
      }
      if (job.tests.some((t) => t.failed > 0))
        for (const test of await testsOf(job, stores.blobs))
          if (test.result === 'failure') failedTests.push(failedTest(test, jobLabel(entry, view)));
    }
  return { view, failures, failedTests };
}

async function endOfLog(
  logs: LogStore,
  runId: string,
  name: string,
  withColours: boolean,
): Promise<readonly string[]> {
  const size = await logs.size(runId, name);
  const bytes = Buffer.concat(await Array.fromAsync(logs.read(runId, name, Math.max(0, size - tailBytes))));
  return lastLines(bytes, tailLines, withColours);
}

function failedTest(test: TestResult, job: string): FailedTest {
  const name =
    test.classname === '' || test.name.startsWith(test.classname)
      ? test.name
      : `${test.classname} ${test.name}`;
  return { job, name, message: test.message.trim().split('\n')[0] ?? '' };
}
