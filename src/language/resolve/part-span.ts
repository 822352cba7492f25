import type { Span } from '../source/span.ts';
import type { ScalarNode } from '../tree/node.ts';
import type { Context } from './context.ts';

/**
 * Where a part of a scalar's text stands in its file. The text is the content, after quoting, folding and indentation,
 * so the part is looked for by its own words: the same occurrence of them within the scalar. The whole scalar where
 * they are broken over lines.
 */
export function partSpan(node: ScalarNode, offset: number, length: number, context: Context): Span {
  const { file, start, end } = node.span;
  const source = context.files.get(file)?.text.slice(start, end);
  const text = String(node.value);
  const part = text.slice(offset, offset + length).trimEnd();
  if (source === undefined || part === '') return node.span;
  let at = -1;
  for (let i = text.indexOf(part); i >= 0 && i <= offset; i = text.indexOf(part, i + 1)) {
    at = source.indexOf(part, at + 1);
    if (at < 0) return node.span;
  }
  return at < 0 ? node.span : { file, start: start + at, end: start + at + part.length };
}
