import { printNumber } from '../tree/print-scalar.ts';
import { entryOf } from '../tree/make-node.ts';
import { type Entry, findEntry, type MapNode, type Node, type ScalarNode } from '../tree/node.ts';
import type { EnvironmentEntry } from './resolved.ts';

/*
 * Reads typed values off rendered nodes. What does not fit is answered as if it were not there: its shape was checked,
 * and reported, before.
 */

/** A scalar as the shell sees it (ENV-04): null is empty, numbers are in canonical form. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const { value, text } = node;
  if (value === null) return '';
  return typeof value === 'number' ? printNumber(value, text) : String(value);
}

export function textAt(map: MapNode, key: string): string | undefined {
  return textOf(valueAt(map, key));
}

export function valueAt(map: MapNode, key: string): Node | undefined {
  const node = findEntry(map, key)?.value;
  return node?.kind === 'scalar' && node.value === null ? undefined : node;
}

export function booleanAt(map: MapNode, key: string): boolean {
  const node = valueAt(map, key);
  return node?.kind === 'scalar' && node.value === true;
}

export function integerAt(map: MapNode, key: string): number | undefined {
  const node = valueAt(map, key);
  return node?.kind === 'scalar' && Number.isInteger(node.value) ? Number(node.value) : undefined;
}

/** A text, or a list of them; empty where the key is not there. */
export function textsAt(map: MapNode, key: string): readonly string[] {
  return textsOf(valueAt(map, key));
}

export function textsOf(node: Node | undefined): readonly string[] {
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return items.flatMap((i) => textOf(i) ?? []);
}

/** Variables of a map or of a list of one-key maps or `NAME=value` texts (EXE-06, GT2-E2), in order. */
export function environmentOf(node: Node | undefined): readonly EnvironmentEntry[] {
  return environmentNodes(node).map(({ key, value }) => ({ name: key, value: textOf(value) ?? '' }));
}

export function environmentNodes(node: Node | undefined): readonly Entry[] {
  if (node?.kind === 'map') return node.entries;
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    if (item.kind === 'map') return item.entries;
    return item.kind === 'scalar' && typeof item.value === 'string' ? [assignment(item.value, item)] : [];
  });
}

/** Cut at the first `=`; the rest is the value as it stands, quotes included (GT2-E2). */
function assignment(text: string, node: ScalarNode): Entry {
  const cut = text.indexOf('=');
  const key = cut < 0 ? text : text.slice(0, cut);
  const value = cut < 0 ? '' : text.slice(cut + 1);
  return entryOf(key, { ...node, value, text: value, quoted: true });
}
