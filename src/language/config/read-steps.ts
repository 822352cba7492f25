import { describeNode } from '../tree/describe-node.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';
import type { StepAst } from './ast.ts';
import { bareSteps, builtinSteps } from './builtin-steps.ts';
import { capital, checkFields, checkShape } from './check-shape.ts';
import { checkCondition } from './read-condition.ts';
import { any, type Check, type Fields, isTemplate, required } from './shape.ts';

/** Also knows the commands in scope: they win over built-in steps of their name (STP-11, ORB-08). */
export interface StepCheck extends Check {
  readonly commands: ReadonlySet<string>;
}

/** A job's or command's own steps, or steps handed over as an argument, where `- name:` is a bare step (PAR-18). */
export type StepPlace = 'body' | 'argument';

/** Reads a list of steps; `what` names it in messages. A template may stand for the list. */
export function readSteps(node: Node, what: string, place: StepPlace, check: StepCheck): readonly StepAst[] {
  if (isTemplate(node, check)) return [{ kind: 'splice', value: node }];
  if (node.kind === 'list')
    return node.items.flatMap((item) => aliased(readStep(item, place, check), item, node) ?? []);
  check.report(
    'config/wrong-type',
    node.span,
    `${capital(what)} needs a list of steps, found ${describeNode(node)}.`,
  );
  return [];
}

function aliased(step: StepAst | undefined, item: Node, list: Node): StepAst | undefined {
  const aliases = [item.alias, list.alias].filter((a) => a !== undefined);
  return step === undefined || aliases.length === 0 ? step : { ...step, aliases };
}

function readStep(node: Node, place: StepPlace, check: StepCheck): StepAst | undefined {
  if (isTemplate(node, check)) return { kind: 'splice', value: node };
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    if (node.value in builtinSteps && !bareSteps.has(node.value) && !check.commands.has(node.value)) {
      check.report('config/missing-key', node.span, `The step "${node.value}" needs a value after its name.`);
      return undefined;
    }
    return { kind: 'step', key: node.value, keySpan: node.span, args: undefined };
  }
  if (node.kind === 'map') return readStepMap(node, place, check);
  check.report('config/wrong-type', node.span, `A step needs a name or a map, found ${describeNode(node)}.`);
  return undefined;
}

function readStepMap(map: MapNode, place: StepPlace, check: StepCheck): StepAst | undefined {
  const entry = invokedEntry(map, check);
  if (entry === undefined) {
    check.report('config/wrong-type', map.span, 'A step needs a name, found an empty map.');
    return undefined;
  }
  const { key, keySpan, value } = entry;
  if (map.entries.length > 1 && value.kind === 'scalar' && value.value === null) {
    const keys = map.entries.filter((e) => e !== entry).map((e) => e.key);
    check.report(
      'config/wrong-type',
      keySpan,
      `The step "${key}" is empty: ${keys.join(', ')} stand beside it, not in it.`,
      {
        hint: `Indent ${keys.join(', ')} under "${key}".`,
      },
    );
    return undefined;
  }
  warnOfSiblings(map, entry, check);
  if (check.commands.has(key)) return { kind: 'step', key, keySpan, args: bodyOf(entry, place, check) };
  if (key === 'when' || key === 'unless') return readConditional(key, entry, place, check);
  if (key === 'steps') return { kind: 'splice', value };
  const args = bodyOf(entry, place, check);
  const shape = builtinSteps[key];
  if (Object.hasOwn(builtinSteps, key) && shape !== undefined) {
    if (args !== undefined) checkShape(args, shape, `"${key}"`, check);
    else if (!bareSteps.has(key))
      check.report('config/missing-key', keySpan, `The step "${key}" needs a value after its name.`);
  }
  return { kind: 'step', key, keySpan, args };
}

/** The key that names the step: of several (STP-08) the first that is a step, else the first. */
function invokedEntry(map: MapNode, check: StepCheck): Entry | undefined {
  const isKnown = (e: Entry): boolean =>
    check.commands.has(e.key) ||
    Object.hasOwn(builtinSteps, e.key) ||
    ['when', 'unless', 'steps'].includes(e.key);
  return map.entries.length < 2 ? map.entries[0] : (map.entries.find(isKnown) ?? map.entries[0]);
}

function warnOfSiblings(map: MapNode, entry: Entry, check: Check): void {
  for (const sibling of map.entries)
    if (sibling !== entry)
      check.report(
        'step/sibling-key',
        sibling.keySpan,
        `"${sibling.key}" stands beside the step "${entry.key}", not in it, and is ignored.`,
        {
          severity: 'warning',
          hint: `Indent it under "${entry.key}", or begin a step of its own with "- ".`,
        },
      );
}

/** The value of the step's key. `- name:` with nothing after it is a bare step only in an argument. */
function bodyOf(entry: Entry, place: StepPlace, check: Check): Node | undefined {
  const { value } = entry;
  if (value.kind !== 'scalar' || value.value !== null) return value;
  if (place === 'body')
    check.report(
      'config/wrong-type',
      entry.keySpan,
      `The step "${entry.key}" has a colon and nothing after it.`,
      {
        hint: `Write: - ${entry.key}`,
        fix: [{ span: { ...entry.keySpan, start: entry.keySpan.end, end: value.span.end }, text: '' }],
      },
    );
  return undefined;
}

const conditionalFields: Fields = {
  condition: required(any, 'Decides, when the config is compiled, whether the steps are there.'),
  steps: required(any, 'The steps.'),
};

function readConditional(
  kind: 'when' | 'unless',
  entry: Entry,
  place: StepPlace,
  check: StepCheck,
): StepAst | undefined {
  const { value: body, keySpan } = entry;
  if (body.kind !== 'map') {
    check.report(
      'config/wrong-type',
      body.kind === 'scalar' && body.value === null ? keySpan : body.span,
      `A ${kind} step needs a map with "condition" and "steps", found ${describeNode(body)}.`,
    );
    return undefined;
  }
  checkFields(body, conditionalFields, `a ${kind} step`, check);
  const condition = findEntry(body, 'condition')?.value;
  const steps = findEntry(body, 'steps')?.value;
  if (condition !== undefined) checkCondition(condition, 'the condition', check);
  const read = steps === undefined ? [] : readSteps(steps, `a ${kind} step`, place, check);
  return condition === undefined ? undefined : { kind, condition, steps: read, span: keySpan };
}
