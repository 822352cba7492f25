import { expectMap } from '../tree/expect.ts';
import { broughtBy } from '../tree/make-node.ts';
import { type Entry, findEntry, type MapNode } from '../tree/node.ts';
import type { AliasAst, JobAst, JobKind } from './ast.ts';
import { checkDefinition, checkFields } from './check-shape.ts';
import { definitionName } from './definition-names.ts';
import {
  checkExecutorKinds,
  executorKindFields,
  executorKinds,
  executorReference,
  executorSettings,
} from './executor-shapes.ts';
import { readAlias } from './read-command.ts';
import { without } from './read-executor.ts';
import { readParameters } from './read-parameters.ts';
import { readSteps, type StepCheck } from './read-steps.ts';
import { jobSettings } from './workflow-job-shapes.ts';
import {
  any,
  boolean,
  choice,
  field,
  type Fields,
  listOf,
  mapWith,
  required,
  scalar,
  text,
  description,
} from './shape.ts';

const jobTypes = ['build', 'approval', 'no-op', 'release', 'lock', 'unlock'] as const;

const commonFields: Fields = {
  type: field(choice(...jobTypes), 'What kind of job it is; default build.'),
  description: field(description, 'What it is for.'),
  parameters: field(any, 'What can be said when a workflow lists it.'),
};

const retention: Fields = {
  caches: field(
    { kind: 'text', pattern: /^(?:[1-9]|[12][0-9]|30)d$/, expected: 'a number of days from 1d to 30d' }, // JOB-06
    'How long caches are kept.',
  ),
};

/** DOC-20; `branches` is a relic that passes (JOB-08). */
const buildFields: Fields = {
  ...commonFields,
  ...executorKindFields,
  ...executorSettings,
  executor: field(executorReference, 'A named executor.'),
  steps: required(any, 'What it does.'),
  parallelism: field({ kind: 'integer', min: 1 }, 'How many run at once; default 1.'),
  circleci_ip_ranges: field(boolean, 'Runs from known addresses.'),
  retention: field(mapWith('"retention"', retention), 'How long its data is kept.'),
  branches: field(any, 'Old; workflows have filters.'),
};

const webhook: Fields = {
  name: field(text, 'What it is called.'),
  provider: field(choice('datadog', 'prometheus', 'grafana', 'alertmanager', 'custom'), 'Who calls it.'),
  data_points: field(scalar, 'How many points are looked at.'),
  fail_when: field(scalar, 'When a point counts as failed.'),
  max_failures: field(scalar, 'How many may fail.'),
};

const validation: Fields = {
  enabled: field(boolean, 'Whether the release is watched.'),
  evaluation_time: field(scalar, 'How long; default 20m.'),
  auto_rollback_on_failure: field(boolean, 'Goes back when it fails.'),
  webhooks: field(listOf(mapWith('a webhook', webhook)), 'What tells of it.'),
};

/** By type (JOB-11 to JOB-14). An approval's other keys are told of where a workflow lists it. */
const fieldsOfType: Readonly<Record<JobKind, Fields>> = {
  build: buildFields,
  approval: commonFields,
  'no-op': commonFields,
  release: {
    ...commonFields,
    plan_name: required(text, 'The release plan.'),
    validation: field(mapWith('"validation"', validation), 'How the release is judged.'),
  },
  lock: { ...commonFields, key: required(text, 'Name of the lock.') },
  unlock: { ...commonFields, key: required(text, 'Name of the lock.') },
};

/** The keys of a job of that type, for the check once they are rendered. */
export function jobFields(type: JobKind): Fields {
  return fieldsOfType[type];
}

/** Reads one entry of `jobs:`. Unused jobs get no further than this (JOB-09). */
export function readJob(entry: Entry, check: StepCheck): JobAst | AliasAst | undefined {
  const { key: name, keySpan: nameSpan } = entry;
  if (check.isTemplated) definitionName('job', name, nameSpan, check); // a processed config has names of any form
  const alias = readAlias(entry);
  if (alias !== undefined) return alias;
  if (isEmpty(entry)) return emptyJob(entry, check);
  const map = expectMap(entry.value, `the job "${name}"`, check.report);
  return map && readJobMap(map, entry, check);
}

function readJobMap(
  map: MapNode,
  { key: name, keySpan: nameSpan }: Entry,
  check: StepCheck,
): JobAst | undefined {
  const what = `the job "${name}"`;
  const type = jobTypeOf(map);
  if (type === undefined) {
    // Which keys it may have is unknown, then.
    const typeOnly = { ...map, entries: map.entries.filter((e) => e.key === 'type') };
    checkFields(typeOnly, commonFields, what, { ...check, isTemplated: false });
    return undefined;
  }
  checkDefinition(map, fieldsOfType[type], what, nameSpan, {
    ...check,
    report: withWorkflowHint(map, name, check),
  });
  const hasSteps = type === 'build';
  if (hasSteps) checkExecutorKinds(map, ['executor', ...executorKinds], `The job "${name}"`, nameSpan, check);
  const steps = findEntry(map, 'steps')?.value;
  return {
    kind: 'job',
    name,
    nameSpan,
    type,
    parameters: readParameters(findEntry(map, 'parameters')?.value, 'job', check),
    executor: findEntry(map, 'executor')?.value,
    steps: hasSteps ? readSteps(broughtBy(map, steps ?? emptyList(map)), what, 'body', check) : undefined,
    body: without(map, ['parameters', 'description']),
  };
}

/** `requires`, `filters` and the like belong where a workflow lists the job: a finding about one says so. */
function withWorkflowHint(map: MapNode, name: string, { report }: StepCheck): StepCheck['report'] {
  return (code, span, message, extras) => {
    const key = map.entries.find((e) => e.keySpan === span)?.key ?? '';
    const isOfWorkflow = code === 'config/unknown-key' && Object.hasOwn(jobSettings, key);
    const hint = `It belongs where a workflow lists the job: - ${name}: {${key}: …}`;
    report(code, span, message, isOfWorkflow ? { ...extras, hint } : extras);
  };
}

function isEmpty({ value }: Entry): boolean {
  return value.kind === 'scalar' && value.value === null;
}

/** The real compiler takes a job without a body as long as nothing uses it (the contents commented out, mostly). */
function emptyJob(entry: Entry, check: StepCheck): JobAst {
  const { key: name, keySpan: nameSpan } = entry;
  check.report('config/empty-job', nameSpan, `The job "${name}" is empty.`, { severity: 'warning' });
  const body: MapNode = { kind: 'map', entries: [], span: nameSpan };
  return {
    kind: 'job',
    name,
    nameSpan,
    type: 'build',
    parameters: new Map(),
    executor: undefined,
    steps: [],
    body,
  };
}

function emptyList(at: MapNode) {
  return { kind: 'list', items: [], span: at.span } as const;
}

function jobTypeOf(map: MapNode): JobKind | undefined {
  const node = findEntry(map, 'type')?.value;
  if (node === undefined) return 'build';
  return node.kind === 'scalar' ? jobTypes.find((t) => t === node.value) : undefined;
}
