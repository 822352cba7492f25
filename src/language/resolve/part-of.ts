import type { Span } from '../source/span.ts';
import type { ScalarNode } from '../tree/node.ts';
import { spanWithin } from '../tree/span-within.ts';
import type { Context } from './context.ts';

/** Where a part of a scalar's text stands in its file. */
export function partOf(node: ScalarNode, offset: number, length: number, context: Context): Span {
  const source = context.files.get(node.span.file)?.text;
  return source === undefined ? node.span : spanWithin(node, source, offset, length);
}
