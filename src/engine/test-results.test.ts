import { expect, it } from 'vitest';
import { type TestResult, isReportPath, readReportFile, testReport, timingTable } from './test-results.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const test = (part: Partial<TestResult>): TestResult => ({
  name: '',
  classname: '',
  file: '',
  result: 'success',
  run_time: 0,
  message: '',
  ...part,
});

it('knows reports by their names', () => {
  expect(['a/junit.xml', 'B.XML', 'cucumber.json'].every((path) => isReportPath(path))).toBe(true);
  expect(['notes.txt', 'xml', 'a.xml.gz'].some((path) => isReportPath(path))).toBe(false);
});

it('counts', () => {
  const tests = [test({}), test({ result: 'failure' }), test({ result: 'skipped' }), test({})];
  expect(testReport(tests)).toEqual({ passed: 2, failed: 1, skipped: 1, tests });
});

it('sums times by file, class and test', () => {
  const tests = [
    test({ file: './spec/a.js', classname: 'A', name: 'one', run_time: 0.1 }),
    test({ file: 'spec/a.js', classname: 'A', name: 'two\tthree', run_time: 0.2 }),
    test({ file: 'spec/b c.js', name: 'one', run_time: 2 }),
    test({ file: 'spec/d.js', name: 'four', run_time: 2, result: 'skipped' }),
  ];
  expect(timingTable(tests)).toBe(
    'classname\tA\t0.300\nfilename\tspec/a.js\t0.300\nfilename\tspec/b c.js\t2.000\ntestname\tone\t2.100\n',
  );
});

it.each([
  ['utf-8 with a mark', Buffer.from('\ufeff<testsuite><testcase name="ü"/></testsuite>')],
  ['utf-16', Buffer.from('\ufeff<testsuite><testcase name="ü"/></testsuite>', 'utf16le')],
  [
    'latin1',
    Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite><testcase name="ü"/></testsuite>',
      'latin1',
    ),
  ],
  [
    'an unknown encoding',
    Buffer.from('<?xml version="1.0" encoding="nope"?><testsuite><testcase name="ü"/></testsuite>'),
  ],
])('reads %s', (_, body) => {
  expect(readReportFile('a.xml', body).tests.map((t) => t.name)).toEqual(['ü']);
});

it('says what is wrong with a file, and goes on', () => {
  expect(readReportFile('a.xml', bytes(' \n'))).toEqual({ tests: [], problem: 'the file is empty' });
  expect(readReportFile('a.xml', bytes('{}')).problem).toMatch(/^no XML \(line 1: /);
  expect(readReportFile('a.json', bytes('{')).problem).toMatch(/^no JSON \(/);
});
