import { expectMap } from '../tree/expect.ts';
import { broughtBy } from '../tree/make-node.ts';
import { type Entry, findEntry, type Node } from '../tree/node.ts';
import type { AliasAst, CommandAst } from './ast.ts';
import { checkDefinition } from './check-shape.ts';
import { definitionName } from './definition-names.ts';
import { readParameters } from './read-parameters.ts';
import { readSteps, type StepCheck } from './read-steps.ts';
import { any, field, type Fields, required, description } from './shape.ts';

/** STP-01. */
const commandFields: Fields = {
  steps: required(any, 'What stands in its place where it is called.'),
  parameters: field(any, 'What can be said when it is called.'),
  description: field(description, 'What it is for.'),
};

/** Reads one entry of `commands:`. */
export function readCommand(entry: Entry, check: StepCheck): CommandAst | AliasAst | undefined {
  const { key: name, keySpan: nameSpan } = entry;
  definitionName('command', name, nameSpan, check);
  const alias = readAlias(entry);
  if (alias !== undefined) return alias;
  const map = expectMap(entry.value, `the command "${name}"`, check.report);
  if (map === undefined) return undefined;
  checkDefinition(map, commandFields, `the command "${name}"`, nameSpan, check);
  const parameters = readParameters(findEntry(map, 'parameters')?.value, 'command', check);
  const steps = findEntry(map, 'steps')?.value;
  const read =
    steps === undefined ? [] : readSteps(broughtBy(map, steps), `the command "${name}"`, 'body', check);
  return { kind: 'command', name, nameSpan, parameters, steps: read };
}

/** A definition that is only the name of another one (DOC-18). */
export function readAlias(entry: Entry): AliasAst | undefined {
  const { key: name, keySpan: nameSpan, value } = entry;
  const target = textOf(value);
  return target === undefined ? undefined : { kind: 'alias', name, nameSpan, target, targetSpan: value.span };
}

function textOf(node: Node): string | undefined {
  return node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
