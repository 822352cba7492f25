import { expectMap } from '../tree/expect.ts';
import { type Entry, findEntry, type MapNode } from '../tree/node.ts';
import type { ExecutorAst } from './ast.ts';
import { checkFields } from './check-shape.ts';
import { definitionName } from './definition-names.ts';
import {
  checkExecutorKinds,
  executorKindFields,
  executorKinds,
  executorSettings,
} from './executor-shapes.ts';
import { readParameters } from './read-parameters.ts';
import type { StepCheck } from './read-steps.ts';
import { any, field, type Fields, description } from './shape.ts';

/** EXE-03. What is left of them is checked again once it is rendered. */
export const executorFields: Fields = {
  ...executorKindFields,
  ...executorSettings,
  parameters: field(any, 'What can be said when it is named.'),
  description: field(description, 'What it is for.'),
};

/** Reads one entry of `executors:`. */
export function readExecutor(entry: Entry, check: StepCheck): ExecutorAst | undefined {
  const { key: name, keySpan: nameSpan } = entry;
  definitionName('executor', name, nameSpan, check);
  const map = expectMap(entry.value, `the executor "${name}"`, check.report);
  if (map === undefined) return undefined;
  checkFields(map, executorFields, `the executor "${name}"`, check);
  checkExecutorKinds(map, executorKinds, `The executor "${name}"`, nameSpan, check);
  const parameters = readParameters(findEntry(map, 'parameters')?.value, 'executor', check);
  return { kind: 'executor', name, nameSpan, parameters, body: without(map, ['parameters', 'description']) };
}

/** The map less some keys, which say something of the definition and are gone once it is used. */
export function without(map: MapNode, keys: readonly string[]): MapNode {
  return { ...map, entries: map.entries.filter((e) => !keys.includes(e.key)) };
}
