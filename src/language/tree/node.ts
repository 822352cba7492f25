import type { Span } from '../source/span.ts';

/**
 * Our own tree: aliases and merges already resolved, but each node keeps where it was written.
 * `text` of a scalar is its source text (for a block or quoted scalar: its content); `quoted` tells `"3"` from `3`.
 * `alias` is where the `*name` stands that brought the node to this place; `span` is then that of the anchored text.
 */
export type Node = ScalarNode | ListNode | MapNode;

export type ScalarValue = string | number | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
  readonly alias?: Span;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly span: Span;
  readonly alias?: Span;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly span: Span;
  readonly alias?: Span;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
  /** Came in through `<<: *anchor`. */
  readonly via?: 'merge';
}

/** The entry of that key; of a key that stands twice the last, as YAML readers take it. */
export function findEntry(map: MapNode, key: string): Entry | undefined {
  // Asked for more often than anything else: no closure, no iterator.
  for (let i = map.entries.length - 1; i >= 0; i--) {
    const entry = map.entries[i];
    if (entry?.key === key) return entry;
  }
  return undefined;
}
