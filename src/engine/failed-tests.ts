import type { BlobStore } from '../ports/blob-store.ts';
import { collect } from './bytes.ts';
import type { TestReport, TestResult } from './test-results.ts';

/** The results that stand in blobs; one that is gone holds none. */
export async function readTests(blobs: BlobStore, keys: readonly string[]): Promise<readonly TestResult[]> {
  const reports = await Promise.all(
    keys.map(async (key) => {
      const body = await blobs.get(key);
      return body === undefined ? [] : (JSON.parse((await collect(body)).toString()) as TestReport).tests;
    }),
  );
  return reports.flat();
}

/**
 * What `circleci tests run` goes by in a rerun of failed tests, as the text of `$CIRCLE_INTERNAL_TASK_DATA/failed-tests`:
 * a line with how many failed and how many there were, then the file of each that failed, or its class where it names no
 * file, one a line. No names where one of them has neither: it could not be picked out (RUN-33; CircleCI's guide to
 * rerunning failed tests: "a file (preferred) or classname attribute").
 */
export function failedTestsFile(tests: readonly TestResult[]): string {
  const failed = tests.filter((test) => test.result === 'failure');
  const names = new Set(failed.map(nameOf));
  const isWhole = !names.has('');
  return [`${failed.length} ${tests.length}`, ...(isWhole ? [...names].toSorted() : [])]
    .map((line) => `${line}\n`)
    .join('');
}

function nameOf({ file, classname }: TestResult): string {
  const name = file === '' ? classname : file.replace(/^(?:\.\/)+/, '');
  return /[\r\n]/.test(name) ? '' : name;
}
