import type { Node } from './node.ts';

/** A tree as data, without places. */
export type PlainData =
  | string
  | number
  | boolean
  | null
  | readonly PlainData[]
  | { readonly [key: string]: PlainData };

export function toData(node: Node): PlainData {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toData);
    case 'map':
      return Object.fromEntries(node.entries.map((e) => [e.key, toData(e.value)]));
  }
}

/** A text that is the same for trees of the same data; the order of keys does not count. */
export function canonicalText(node: Node): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value);
    case 'list':
      return `[${node.items.map(canonicalText).join(',')}]`;
    case 'map': {
      const byKey = new Map(node.entries.map((e) => [e.key, e.value]));
      const keys = [...byKey.keys()].toSorted();
      return `{${keys.map((k) => `${JSON.stringify(k)}:${canonicalText(byKey.get(k) ?? node)}`).join(',')}}`;
    }
  }
}
