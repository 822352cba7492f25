import type { Span } from '../source/span.ts';
import type { ScalarNode } from './node.ts';

/**
 * The place in the file of a part of a scalar's text: of a tag inside a block of shell, say. `source` is the file's
 * text; `offset` and `length` count in `node.text`. Where quoting, escapes or folding have changed that part it is
 * looked for line by line, and when it cannot be found the whole scalar stands for it.
 */
export function spanWithin(node: ScalarNode, source: string, offset: number, length: number): Span {
  const { file, start, end } = node.span;
  const written = source.slice(start, end);
  const part = firstLine(node.text.slice(offset, offset + length));
  if (part === '') return node.span;
  // The same part may stand in the scalar several times: its how-manieth is the same in both texts.
  let at = written.indexOf(part, contentStart(written, node));
  for (
    let seen = node.text.indexOf(part);
    seen >= 0 && seen < offset;
    seen = node.text.indexOf(part, seen + 1)
  )
    if (at >= 0) at = written.indexOf(part, at + 1);
  return at < 0 ? node.span : { file, start: start + at, end: start + at + part.length };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Past the header of a block scalar (`|2-`). */
function contentStart(written: string, node: ScalarNode): number {
  const isBlock = node.quoted && /^[|>]/.test(written);
  return isBlock ? written.indexOf('\n') + 1 : 0;
}
