import type { Span } from '../source/span.ts';
import type { Entry, ListNode, MapNode, Node, ScalarNode, ScalarValue } from './node.ts';

/** Nodes that nobody wrote, placed where what they come from was written. */
export function scalarNode(value: ScalarValue, span: Span): ScalarNode {
  return {
    kind: 'scalar',
    value,
    text: value === null ? '' : String(value),
    quoted: typeof value === 'string',
    span,
  };
}

export function listNode(items: readonly Node[], span: Span): ListNode {
  return { kind: 'list', items, span };
}

export function mapNode(entries: readonly Entry[], span: Span): MapNode {
  return { kind: 'map', entries, span };
}

export function entryOf(key: string, value: Node, keySpan: Span = value.span): Entry {
  return { key, keySpan, value };
}

/** A value of a map; that of an aliased map came by the same alias. */
export function broughtBy<T extends Node>({ alias }: MapNode, value: T): T {
  return alias === undefined ? value : { ...value, alias };
}
