import { expectList, expectMap } from '../tree/expect.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';
import { describeNode } from '../tree/describe-node.ts';
import type { JobGroupAst, WorkflowAst, WorkflowJobAst } from './ast.ts';
import { checkDefinition, checkFields, checkShape } from './check-shape.ts';
import { checkCondition } from './read-condition.ts';
import { readSteps, type StepCheck } from './read-steps.ts';
import {
  any,
  type Check,
  field,
  type Fields,
  listOf,
  mapWith,
  required,
  type Shape,
  text,
  description,
} from './shape.ts';
import { filterFields, jobSettings } from './workflow-job-shapes.ts';

const condition: Shape = {
  kind: 'custom',
  takes: ['scalar', 'list', 'map'],
  check: (node, label, check) => checkCondition(node, label, check),
};

/** WFL-75: a schedule says on which branches it runs. */
const schedule: Fields = {
  cron: required(text, 'When: five fields, UTC.'),
  filters: required(
    mapWith('"filters"', {
      branches: required(mapWith('"branches"', filterFields), 'On which branches.'),
      tags: field(mapWith('"tags"', filterFields), 'Old; without effect.'),
    }),
    'On which branches.',
  ),
};

const triggerFields: Fields = {
  schedule: required(mapWith('a schedule', schedule), 'When and on which branches it runs.'),
};

/** WFL-02. */
export const workflowFields: Fields = {
  jobs: required(any, 'What it runs.'),
  when: field(condition, 'Whether it is there.'),
  unless: field(condition, 'Whether it is not there.'),
  triggers: field(listOf(mapWith('a trigger', triggerFields)), 'Runs it by the clock, and no other way.'),
  max_auto_reruns: field({ kind: 'integer', min: 1, max: 5 }, 'How often it is run again when it failed.'), // WFL-88
  description: field(description, 'What it is for.'),
};

/** Reads one entry of `workflows:`. */
export function readWorkflow(entry: Entry, check: StepCheck): WorkflowAst | undefined {
  const { key: name, keySpan: nameSpan } = entry;
  const map = expectMap(entry.value, `the workflow "${name}"`, check.report);
  if (map === undefined) return undefined;
  checkDefinition(map, workflowFields, `the workflow "${name}"`, nameSpan, check);
  return {
    name,
    nameSpan,
    when: findEntry(map, 'when')?.value,
    unless: findEntry(map, 'unless')?.value,
    jobs: readWorkflowJobs(findEntry(map, 'jobs'), `the workflow "${name}"`, check),
    body: map,
  };
}

/** Reads one entry of `job-groups:` (WFL-67). */
export function readJobGroup(entry: Entry, check: StepCheck): JobGroupAst | undefined {
  const { key: name, keySpan: nameSpan } = entry;
  const what = `the job-group "${name}"`;
  const map = expectMap(entry.value, what, check.report);
  if (map === undefined) return undefined;
  checkFields(
    map,
    { jobs: required(any, 'Its members.'), description: field(description, 'What it is for.') },
    what,
    check,
  );
  return { name, nameSpan, jobs: readWorkflowJobs(findEntry(map, 'jobs'), what, check) };
}

function readWorkflowJobs(
  entry: Entry | undefined,
  what: string,
  check: StepCheck,
): readonly WorkflowJobAst[] {
  if (entry === undefined) return [];
  const list = expectList(entry.value, `"jobs" of ${what}`, check.report);
  if (list?.items.length === 0)
    check.report('config/wrong-value', entry.keySpan, `"jobs" of ${what} must not be an empty list.`); // WFL-07
  return (list?.items ?? []).flatMap((item) => readWorkflowJob(item, check) ?? []);
}

/** `job`, or `job: {settings and arguments}` (WFL-03). */
function readWorkflowJob(node: Node, check: StepCheck): WorkflowJobAst | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string')
    return { key: node.value, keySpan: node.span, settings: undefined };
  const [entry, second] = node.kind === 'map' ? node.entries : [];
  if (entry === undefined) {
    check.report(
      'config/wrong-type',
      node.span,
      `A job of a workflow needs a name or a map, found ${describeNode(node)}.`,
    );
    return undefined;
  }
  if (second !== undefined) reportSibling(entry, second, check);
  const { key, keySpan, value } = entry;
  if (value.kind === 'scalar' && value.value === null) return { key, keySpan, settings: undefined };
  const settings = expectMap(value, `the job "${key}"`, check.report);
  if (settings !== undefined) checkSettings(settings, check);
  return { key, keySpan, settings };
}

function reportSibling(entry: Entry, sibling: Entry, check: Check): void {
  check.report(
    'config/unknown-key',
    sibling.keySpan,
    `"${sibling.key}" stands beside the job "${entry.key}", not in it.`,
    { hint: `Indent it under "${entry.key}", or begin a job of its own with "- ".` },
  );
}

/** The form of the keys that every entry may have; the job's own parameters are known only later. */
function checkSettings(settings: MapNode, check: StepCheck): void {
  for (const { key, value } of settings.entries) {
    const known = Object.hasOwn(jobSettings, key) ? jobSettings[key] : undefined;
    if (known !== undefined) checkShape(value, known.shape, `"${key}"`, check);
    if (key === 'pre-steps' || key === 'post-steps') readSteps(value, `"${key}"`, 'argument', check);
  }
}
