import { readCucumber } from './cucumber.ts';
import { readJUnit } from './junit.ts';

/** One test as CircleCI's API shows it (API-41); empty text where the report says nothing. */
export interface TestResult {
  readonly name: string;
  readonly classname: string;
  readonly file: string;
  readonly result: 'success' | 'failure' | 'skipped';
  /** Seconds. */
  readonly run_time: number;
  readonly message: string;
}

export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly tests: readonly TestResult[];
}

/** What one file holds. `problem`: why nothing (more) could be read of it, one line without the file's name. */
export interface ReportFile {
  readonly tests: readonly TestResult[];
  readonly problem: string | undefined;
}

/** Files bigger than this are not read: a string holds no more than twice as much. */
const maxSizeBytes = 256 * 1024 * 1024;

/** True for the files below a `store_test_results` path that may be reports (RUN-22): JUnit's XML, cucumber's JSON. */
export function isReportPath(path: string): boolean {
  return /\.(?:xml|json)$/i.test(path);
}

/** Reads one report. Never throws: a broken file has a `problem` and no tests. */
export function readReportFile(path: string, bytes: Uint8Array): ReportFile {
  if (bytes.length > maxSizeBytes)
    return { tests: [], problem: `too big to be read: ${Math.round(bytes.length / 1e6)} MB` };
  const text = decodeReport(bytes);
  if (text.trim() === '') return { tests: [], problem: 'the file is empty' };
  return /\.json$/i.test(path) ? readCucumber(text) : readJUnit(text);
}

/** Counts tests of any number of files or executions: results merge by job (RUN-23). */
export function testReport(tests: readonly TestResult[]): TestReport {
  const count = (result: TestResult['result']): number =>
    tests.reduce((sum, test) => sum + (test.result === result ? 1 : 0), 0);
  return { passed: count('success'), failed: count('failure'), skipped: count('skipped'), tests };
}

/**
 * The times that `circleci tests split --split-by=timings` goes by, as the text of
 * `$CIRCLE_INTERNAL_TASK_DATA/test-timings.tsv`: lines of kind, name and seconds, parted by tabs, where kind is `filename`,
 * `classname` or `testname` and seconds are the sum of all tests of that name. Skipped tests do not count.
 */
export function timingTable(tests: readonly TestResult[]): string {
  const sums = new Map<string, number>();
  for (const test of tests) {
    if (test.result === 'skipped') continue;
    const names = [
      ['filename', test.file.replace(/^(?:\.\/)+/, '')],
      ['classname', test.classname],
      ['testname', test.name],
    ] as const;
    for (const [kind, name] of names) {
      if (name === '' || /[\t\r\n]/.test(name)) continue;
      const key = `${kind}\t${name}`;
      sums.set(key, (sums.get(key) ?? 0) + test.run_time);
    }
  }
  const keys = [...sums.keys()].toSorted();
  return keys.map((key) => `${key}\t${(sums.get(key) ?? 0).toFixed(3)}\n`).join('');
}

/** UTF-8 but where a byte order mark or the XML declaration says otherwise. */
function decodeReport(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  return decoderFor(declared).decode(bytes);
}

function decoderFor(label: string | undefined): InstanceType<typeof TextDecoder> {
  if (label === undefined || /^utf-?16/i.test(label)) return new TextDecoder();
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
