import type { Span } from '../source/span.ts';
import { describeNode } from '../tree/describe-node.ts';
import { expectMap } from '../tree/expect.ts';
import { optionalMap } from './optional-map.ts';
import { type Entry, findEntry, type Node } from '../tree/node.ts';
import { type ParameterAst, type Parameters, type ParameterType, parameterTypes } from './ast.ts';
import { checkFields, checkShape } from './check-shape.ts';
import { definitionName } from './definition-names.ts';
import { executorReference } from './executor-shapes.ts';
import { parameterAdvice } from './parameter-advice.ts';
import { readSteps, type StepCheck } from './read-steps.ts';
import {
  type Check,
  choice,
  type Field,
  field,
  isTemplate,
  listOf,
  required,
  type Shape,
  text,
  description,
} from './shape.ts';

/** Whose parameters are declared: it decides which types and names are allowed. */
export type ParameterPlace = 'pipeline' | 'job' | 'command' | 'executor';

const pipelineTypes: readonly ParameterType[] = ['string', 'boolean', 'integer', 'enum']; // PAR-02

/** An invocation uses these keys itself (DOC-25). */
const reservedInJobs: ReadonlySet<string> = new Set([
  'name',
  'requires',
  'context',
  'type',
  'filters',
  'matrix',
  'pre-steps',
  'post-steps',
  'serial-group',
  'override-with',
]);

function declarationFields(place: ParameterPlace): Readonly<Record<string, Field>> {
  return {
    type: required(choice(...(place === 'pipeline' ? pipelineTypes : parameterTypes)), 'Type of its values.'),
    description: field(description, 'What it is for.'),
    default: field({ kind: 'any' }, 'The value where none is given. Without one, the parameter is required.'),
    enum: field(listOf(text, true), 'The values that a parameter of type enum takes.'),
  };
}

/** Reads `parameters:` of a job, command, executor or the config. What is not readable is reported. */
export function readParameters(node: Node | undefined, place: ParameterPlace, check: StepCheck): Parameters {
  const map = optionalMap(node, '"parameters"', check);
  const read = (map?.entries ?? []).map((e) => readParameter(e, place, check));
  return new Map(read.map((p) => [p.name, p]));
}

function readParameter(entry: Entry, place: ParameterPlace, outer: StepCheck): ParameterAst {
  const { key: name, keySpan: nameSpan, value } = entry;
  const check = { ...outer, isTemplated: false };
  definitionName('parameter', name, nameSpan, check);
  if (place === 'job' && reservedInJobs.has(name))
    check.report(
      'parameter/reserved-name',
      nameSpan,
      `A job can't have a parameter "${name}": a workflow's entry uses that key itself.`,
      { hint: 'Give the parameter another name.' },
    );
  const map = expectMap(value, `the parameter "${name}"`, check.report);
  if (map === undefined) return unreadable(name, nameSpan);
  const isBroken = !checkFields(map, declarationFields(place), `the parameter "${name}"`, check);
  const type = readType(findEntry(map, 'type')?.value, place);
  if (type === undefined) return unreadable(name, nameSpan);
  const members = readMembers(type, name, findEntry(map, 'enum'), nameSpan, check);
  const written = findEntry(map, 'default')?.value;
  const hasDefault = written !== undefined && !(written.kind === 'scalar' && written.value === null); // PAR-03
  const parameter = { name, nameSpan, type, members, isBroken, default: hasDefault ? written : undefined };
  if (hasDefault) checkDefault(parameter, written, outer);
  return parameter;
}

/** Stands for a declaration that can't be read, so that what uses it is not told of as well. */
function unreadable(name: string, nameSpan: Span): ParameterAst {
  return { name, nameSpan, type: 'string', members: [], isBroken: true, default: undefined };
}

function readType(node: Node | undefined, place: ParameterPlace): ParameterType | undefined {
  const allowed = place === 'pipeline' ? pipelineTypes : parameterTypes;
  return node?.kind === 'scalar' ? allowed.find((t) => t === node.value) : undefined;
}

function readMembers(
  type: ParameterType,
  name: string,
  entry: Entry | undefined,
  nameSpan: Span,
  check: Check,
): readonly string[] {
  if (type === 'enum' && entry === undefined)
    check.report(
      'config/missing-key',
      nameSpan,
      `The parameter "${name}" of type enum needs the key "enum".`,
      {
        hint: 'Add: enum: [first, second]',
      },
    );
  if (type !== 'enum' && entry !== undefined)
    check.report(
      'parameter/declaration',
      entry.keySpan,
      `The parameter "${name}" has "enum", which only type enum takes; its type is ${type}.`,
      { hint: 'Make its type enum, or remove "enum".' },
    );
  const items = entry?.value.kind === 'list' ? entry.value.items : [];
  return items.flatMap((i) => (i.kind === 'scalar' && typeof i.value === 'string' ? [i.value] : []));
}

function checkDefault(parameter: ParameterAst, node: Node, check: StepCheck): void {
  if (isTemplate(node, check)) return;
  const { name, type, members } = parameter;
  const quiet: Check = { report: () => {}, isTemplated: check.isTemplated };
  if (type === 'steps') {
    readSteps(node, `the default of "${name}"`, 'argument', check);
    return;
  }
  if (type === 'enum' && members.length === 0) return; // reported already
  if (checkShape(node, parameterShape(parameter), name, quiet)) return;
  const wanted = type === 'enum' ? `one of ${members.join(', ')}` : typeName(type);
  check.report(
    'parameter/default',
    node.span,
    `The default of the parameter "${name}" must be ${wanted}, found ${describeNode(node)}.`,
    {
      related: [{ span: parameter.nameSpan, message: `"${name}" is declared here` }],
      ...parameterAdvice(parameter, node),
    },
  );
}

/** What values of a parameter look like; for `steps` only that it is a list. */
export function parameterShape(parameter: ParameterAst): Shape {
  switch (parameter.type) {
    case 'string':
      return text;
    case 'enum':
      return choice(...parameter.members);
    case 'env_var_name':
      return { kind: 'text', pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, expected: typeName('env_var_name') }; // PAR-16
    case 'boolean':
      return { kind: 'boolean' };
    case 'integer':
      return { kind: 'integer' };
    case 'executor':
      return executorReference;
    case 'steps':
      return listOf({ kind: 'any' });
  }
}

/** As messages name a type: `a boolean`, `a string`. */
export function typeName(type: ParameterType): string {
  switch (type) {
    case 'integer':
      return 'an integer';
    case 'enum':
      return 'a string of its enum';
    case 'env_var_name':
      return "an environment variable's name (letters, digits and _, not a digit first)";
    case 'executor':
      return 'an executor: a name, or a map with "name"';
    case 'steps':
      return 'a list of steps';
    default:
      return `a ${type}`;
  }
}
