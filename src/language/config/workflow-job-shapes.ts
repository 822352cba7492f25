import { describeNode } from '../tree/describe-node.ts';
import type { Node } from '../tree/node.ts';
import { checkFields, checkShape } from './check-shape.ts';
import { didYouMean } from './did-you-mean.ts';
import {
  any,
  type Check,
  either,
  field,
  type Fields,
  isTemplate,
  listOf,
  mapOf,
  mapWith,
  nothing,
  oneOrMany,
  required,
  scalar,
  type Shape,
  text,
} from './shape.ts';

/** Job statuses that a requirement can name (WFL-36); `terminal` stands for all of them. */
export const requirableStatuses = ['success', 'failed', 'canceled', 'unauthorized', 'not_run'] as const;

export const filterFields: Fields = {
  only: field(oneOrMany(text), 'Refs it runs on.'),
  ignore: field(oneOrMany(text), 'Refs it does not run on.'),
};

/** A map of branch and tag filters, or an expression (WFL-50). */
const filters: Shape = either(
  mapWith('"filters"', {
    branches: field(mapWith('"branches"', filterFields), 'Which branches.'),
    tags: field(mapWith('"tags"', filterFields), 'Which tags.'),
  }),
  text,
  nothing,
);

const requirement: Shape = {
  kind: 'custom',
  takes: ['scalar', 'map'],
  check(node, label, check) {
    if (node.kind === 'map') for (const e of node.entries) checkStatuses(e.value, e.key, check);
    else checkShape(node, text, label, check);
  },
};

function checkStatuses(node: Node, job: string, check: Check): void {
  const items = node.kind === 'list' ? node.items : [node];
  for (const item of items) {
    if (isTemplate(item, check)) continue;
    const status = item.kind === 'scalar' ? item.value : undefined;
    if (typeof status !== 'string')
      check.report(
        'config/wrong-type',
        item.span,
        `A status of "${job}" needs text, found ${describeNode(item)}.`,
      );
    else if (!isStatus(status))
      check.report('config/wrong-value', item.span, `A job never has the status "${status}".`, {
        ...didYouMean(
          status,
          [...requirableStatuses, 'terminal'],
          `Use one of ${requirableStatuses.join(', ')} or terminal.`,
          item.span.end - item.span.start === status.length ? item.span : undefined,
        ),
      });
  }
}

function isStatus(textOf: string): boolean {
  return textOf === 'terminal' || requirableStatuses.some((s) => s === textOf);
}

const matrixFields: Fields = {
  parameters: required(either(mapOf(any), nothing), 'The values of each parameter.'),
  exclude: field(listOf(mapOf(any)), 'Combinations that are left out.'),
  alias: field(text, 'Name of the whole set.'),
};

export const matrixShape: Shape = {
  kind: 'custom',
  takes: ['map'],
  check(node, _, check) {
    if (node.kind === 'map') checkFields(node, matrixFields, '"matrix"', check);
  },
};

/** WFL-04: the keys of every entry; others are arguments for the job's parameters. */
export const jobSettings: Fields = {
  name: field(scalar, 'Its name in this workflow.'),
  requires: field(either(listOf(requirement), nothing), 'What must have ended before.'),
  context: field(either(oneOrMany(text), nothing), 'Where its secrets come from.'),
  filters: field(filters, 'On which refs it runs.'),
  matrix: field(matrixShape, 'Runs it once for each combination of values.'),
  type: field(text, 'Makes it an approval.'),
  'pre-steps': field(any, "Before the job's own steps."),
  'post-steps': field(any, "After the job's own steps."),
  'serial-group': field(scalar, 'Only one job of the group runs at a time.'),
  'override-with': field(text, 'An orb job that takes its place.'),
};
