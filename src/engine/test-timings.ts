import type { BlobStore } from '../ports/blob-store.ts';
import { timingsKey, timingsPrefix } from './blob-keys.ts';
import { collect, streamOf } from './bytes.ts';
import { type TestResult, timingTable } from './test-results.ts';

/**
 * Reads the times that tests of a job took when it last stored results, over all runs: what `circleci tests split
 * --split-by=timings` goes by. Undefined when it never did. Looks once a run which jobs have any.
 */
export function timingsReader(blobs: BlobStore): (jobName: string) => Promise<string | undefined> {
  let keys: Promise<ReadonlySet<string>> | undefined;
  return async (jobName) => {
    keys ??= Array.fromAsync(blobs.list(timingsPrefix)).then((list) => new Set(list));
    const key = timingsKey(jobName);
    const body = (await keys).has(key) ? await blobs.get(key) : undefined;
    return body && (await collect(body)).toString();
  };
}

/** Tests that did not run this time keep their times. */
export async function storeTimings(
  blobs: BlobStore,
  jobName: string,
  tests: readonly TestResult[],
): Promise<void> {
  const before = await blobs.get(timingsKey(jobName));
  const known = before === undefined ? '' : (await collect(before)).toString();
  const lines = `${known}${timingTable(tests)}`.split('\n').filter((line) => line !== '');
  const newest = new Map(lines.map((line) => [line.slice(0, line.lastIndexOf('\t')), line]));
  const text = [...newest.values()].toSorted().map((line) => `${line}\n`);
  await blobs.put(timingsKey(jobName), streamOf(text.join('')));
}
