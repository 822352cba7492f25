import type { ReportFile, TestResult } from './test-results.ts';

/**
 * The scenarios of a cucumber JSON report (`--format json`): a list of features. A scenario is one test; its class is the
 * feature. A failed (or ambiguous) step fails it; one that is undefined, pending or skipped skips it. Steps of a
 * background count for the scenario that follows it.
 */
export function readCucumber(text: string): ReportFile {
  let features: unknown;
  try {
    features = JSON.parse(text);
  } catch (error) {
    return { tests: [], problem: `no JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (!Array.isArray(features) || !features.every((feature) => isFeature(feature)))
    return { tests: [], problem: 'no cucumber report: it is not a list of features' };
  return {
    tests: features.flatMap((feature: unknown) => readFeature(asRecord(feature))),
    problem: undefined,
  };
}

function isFeature(value: unknown): boolean {
  const { name, elements } = asRecord(value);
  return typeof name === 'string' && (elements === undefined || Array.isArray(elements));
}

function readFeature(feature: Readonly<Record<string, unknown>>): readonly TestResult[] {
  const tests: TestResult[] = [];
  let background: readonly StepOutcome[] = [];
  for (const element of listOf(feature['elements'])) {
    const steps = [element['before'], element['steps'], element['after']].flatMap((list) => readSteps(list));
    if (element['type'] === 'background') {
      background = steps;
      continue;
    }
    tests.push(scenarioResult(feature, element, [...background, ...steps]));
    background = [];
  }
  return tests;
}

interface StepOutcome {
  readonly status: string;
  readonly seconds: number;
  readonly message: string;
}

function readSteps(list: unknown): readonly StepOutcome[] {
  return listOf(list).map((step) => {
    const result = asRecord(step['result']);
    const nanoseconds = Number(result['duration'] ?? 0);
    return {
      status: textOf(result['status']).toLowerCase(),
      seconds: Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0,
      message: textOf(result['error_message']),
    };
  });
}

function scenarioResult(
  feature: Readonly<Record<string, unknown>>,
  scenario: Readonly<Record<string, unknown>>,
  steps: readonly StepOutcome[],
): TestResult {
  const failed = steps.filter((step) => step.status === 'failed' || step.status === 'ambiguous');
  const isSkipped = steps.some((step) => ['skipped', 'pending', 'undefined'].includes(step.status));
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  return {
    name: textOf(scenario['name']),
    classname: textOf(feature['name']),
    file: textOf(feature['uri']),
    result: failed.length > 0 ? 'failure' : isSkipped ? 'skipped' : 'success',
    run_time: Math.round(seconds * 1e6) / 1e6,
    message: failed
      .map((step) => step.message)
      .filter((message) => message !== '')
      .join('\n\n'),
  };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((item: unknown) => asRecord(item)) : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
