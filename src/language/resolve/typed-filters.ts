import { parseExpression } from '../expr/parser.ts';
import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import { textOf, textsAt, valueAt } from './rendered-values.ts';
import type { RefFilter, ResolvedFilters } from './resolved.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/** Rendered `filters` as a plan takes them (WFL-45 to WFL-50). */
export function typedFilters(node: Node | undefined, parameters: Values): ResolvedFilters | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    const expression = textOf(node);
    return expression === undefined || expression === ''
      ? undefined
      : { kind: 'expression', expression: withParameters(expression, parameters) };
  }
  const branches = typedRefs(findEntry(node, 'branches')?.value);
  const tags = typedRefs(findEntry(node, 'tags')?.value);
  return { kind: 'refs', ...(branches !== undefined && { branches }), ...(tags !== undefined && { tags }) };
}

export function typedRefs(node: Node | undefined): RefFilter | undefined {
  if (node?.kind !== 'map') return undefined;
  return { ...refsAt(node, 'only'), ...refsAt(node, 'ignore') };
}

function refsAt<K extends keyof RefFilter>(map: MapNode, key: K): RefFilter {
  return valueAt(map, key) === undefined ? {} : { [key]: textsAt(map, key) };
}

/** Pipeline parameters are certain by now; a plan evaluates the expression over the trigger's values alone. */
function withParameters(text: string, parameters: Values): string {
  const parsed = parseExpression(text);
  if (parsed.kind === 'error') return text;
  const prefix = 'pipeline.parameters.';
  return parsed.names
    .toReversed()
    .filter(({ name }) => name.startsWith(prefix) && Object.hasOwn(parameters, name.slice(prefix.length)))
    .reduce((whole, { name, offset }) => {
      const value = parameters[name.slice(prefix.length)];
      return whole.slice(0, offset) + literal(value ?? '') + whole.slice(offset + name.length);
    }, text);
}

function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : String(value);
}
