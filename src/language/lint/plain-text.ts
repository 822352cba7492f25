import { findEntry, type MapNode, type Node } from '../tree/node.ts';

/** The text of a scalar in which nothing is to be filled in; undefined for all else. */
export function plainText(node: Node | undefined): string | undefined {
  const text = writtenText(node);
  return text?.includes('<<') === true ? undefined : text;
}

/** The text of a scalar, tags and all. */
export function writtenText(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function plainTextAt(map: MapNode, key: string): string | undefined {
  return plainText(findEntry(map, key)?.value);
}

/** The scalars of one value or a list of them. */
export function oneOrMany(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return node.kind === 'list' ? node.items : [node];
}
