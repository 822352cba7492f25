import type { Span } from '../source/span.ts';
import type { ScalarNode } from '../tree/node.ts';
import { spanWithin } from '../tree/span-within.ts';
import type { Context } from './context.ts';

/** The span, if just that text is written there, and no tag or quoted form of it. */
export function writtenAt(span: Span, text: string, context: Context): Span | undefined {
  return context.files.get(span.file)?.text.slice(span.start, span.end) === text ? span : undefined;
}

/** Where a part of a scalar's text stands in its file. */
export function partOf(node: ScalarNode, offset: number, length: number, context: Context): Span {
  const source = context.files.get(node.span.file)?.text;
  return source === undefined ? node.span : spanWithin(node, source, offset, length);
}
