import { findEntry, type MapNode, type Node } from '../tree/node.ts';
import { textOf, textsAt, valueAt } from './rendered-values.ts';
import type { RefFilter, ResolvedFilters } from './resolved.ts';

/** Rendered `filters` as a plan takes them (WFL-45 to WFL-50). */
export function typedFilters(node: Node | undefined): ResolvedFilters | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    const expression = textOf(node);
    return expression === undefined || expression === '' ? undefined : { kind: 'expression', expression };
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
