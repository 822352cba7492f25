import type { Node } from './node.ts';

/** A node as a message names it: `a list`, `the text "on"`, `the boolean true`. */
export function describeNode(node: Node): string {
  switch (node.kind) {
    case 'map':
      return node.entries.length === 0 ? 'an empty map' : 'a map';
    case 'list':
      return node.items.length === 0 ? 'an empty list' : 'a list';
    case 'scalar':
      return describeScalar(node.value);
  }
}

function describeScalar(value: string | number | boolean | null): string {
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : `the text ${shorten(value)}`;
    case 'number':
      return `the ${Number.isInteger(value) ? 'integer' : 'number'} ${value}`;
    case 'boolean':
      return `the boolean ${value}`;
    default:
      return 'nothing';
  }
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  const cut = line.length > 40 ? line.slice(0, 40) : line;
  return cut.length < text.length ? `"${cut}…"` : `"${text}"`;
}
