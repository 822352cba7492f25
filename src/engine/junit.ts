import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { ReportFile, TestResult } from './test-results.ts';

const maxMessageLength = 65_536;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: true,
  allowBooleanAttributes: true,
  // Output of tests, often the most of the file, and not wanted.
  stopNodes: ['..system-out', '..system-err', '..properties'],
});

/** An element as the parser gives it in document order. */
interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Of a text node only. */
  readonly text: string;
}

/**
 * The tests of a JUnit report, in the file's order: `testcase` elements at any depth below `testsuites` or `testsuite`,
 * also several such roots. A test with `failure` or `error` failed, one with `skipped` (or a status that says so) was
 * skipped. Its file is its own `file` attribute or that of the nearest suite that has one.
 */
export function readJUnit(text: string): ReportFile {
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: true });
  if (valid !== true)
    return { tests: [], problem: `no XML (line ${valid.err.line}: ${oneLine(valid.err.msg)})` };
  let roots: readonly Element[];
  try {
    roots = elements(parser.parse(text)).filter((element) => !/^[?#!]/.test(element.tag));
  } catch (error) {
    // The parser refuses what passes its validator: entities that swell, elements nested too deep.
    return {
      tests: [],
      problem: `no XML (${oneLine(error instanceof Error ? error.message : String(error))})`,
    };
  }
  const reports = roots.filter((root) => root.tag === 'testsuites' || root.tag === 'testsuite');
  if (reports.length === 0)
    return { tests: [], problem: `no JUnit report: its root is <${roots[0]?.tag ?? ''}>` };
  const tests: TestResult[] = [];
  for (const root of reports) collect(root, '', tests);
  return { tests, problem: undefined };
}

function collect(suite: Element, outerFile: string, tests: TestResult[]): void {
  const file = suite.attributes['file'] ?? suite.attributes['filepath'] ?? outerFile;
  for (const child of suite.children) {
    if (child.tag === 'testcase') tests.push(readTestCase(child, file));
    else if (child.tag === 'testsuite') collect(child, file, tests);
  }
}

function readTestCase(element: Element, suiteFile: string): TestResult {
  const { attributes, children } = element;
  const failures = children.filter((child) => child.tag === 'failure' || child.tag === 'error');
  const skips = children.filter((child) => child.tag === 'skipped');
  const isSkipped = skips.length > 0 || saysSkipped(attributes);
  return {
    name: attributes['name'] ?? '',
    classname: attributes['classname'] ?? attributes['class'] ?? '',
    file: attributes['file'] ?? suiteFile,
    result: failures.length > 0 ? 'failure' : isSkipped ? 'skipped' : 'success',
    run_time: readSeconds(attributes['time'] ?? ''),
    message: (failures.length > 0 ? failures : skips).map(messageOf).join('\n\n').slice(0, maxMessageLength),
  };
}

/** GoogleTest writes no element: `status="notrun"`, `result="skipped"` or `"suppressed"`. */
function saysSkipped(attributes: Readonly<Record<string, string>>): boolean {
  const words = ['notrun', 'skipped', 'suppressed', 'disabled', 'ignored'];
  return words.includes(attributes['status'] ?? '') || words.includes(attributes['result'] ?? '');
}

/** `message` and the text below it; the text alone when it says the message again. */
function messageOf(element: Element): string {
  const message = (element.attributes['message'] ?? '').trim();
  const text = textOf(element).trim();
  if (text === '' || message === '') return text + message;
  return text.includes(message) ? text : `${message}\n${text}`;
}

function textOf(element: Element): string {
  return element.text + element.children.map((child) => textOf(child)).join('');
}

/** Surefire writes `1,234.5` for long runs. */
function readSeconds(text: string): number {
  const seconds = Number.parseFloat(text.replaceAll(',', ''));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

function elements(nodes: unknown): readonly Element[] {
  return Array.isArray(nodes) ? nodes.map((node: unknown) => readElement(node)) : [];
}

function readElement(node: unknown): Element {
  const record = asRecord(node);
  const tag = Object.keys(record).find((key) => key !== ':@') ?? '';
  const content = record[tag];
  const attributes = Object.entries(asRecord(record[':@'])).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return {
    tag,
    attributes: Object.fromEntries(attributes),
    children: elements(content),
    text: typeof content === 'string' ? content : '',
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
