import type { TextEdit } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { Entry, Node } from './node.ts';

/** The edit that takes away the first of two entries of one key, if both say the same. Of a block map only. */
export function withoutRepeated(first: Entry, second: Entry): { readonly fix?: readonly TextEdit[] } {
  const { keySpan, value } = first;
  const span = { ...keySpan, end: Math.max(keySpan.end, value.span.end) };
  const isOwn = holds(span, value.span) && span.end <= second.keySpan.start;
  return isOwn && saysTheSame(value, second.value) ? { fix: [{ span, text: '' }] } : {};
}

/** As written: an alias says the same as nothing, so that a value is never walked that is larger than its text. */
function saysTheSame(a: Node, b: Node): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'list')
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => {
        const other = b.items[i];
        return other !== undefined && areWritten(a, item, b, other) && saysTheSame(item, other);
      })
    );
  return (
    b.kind === 'map' &&
    a.entries.length === b.entries.length &&
    a.entries.every((e, i) => {
      const other = b.entries[i];
      return (
        other !== undefined &&
        e.key === other.key &&
        areWritten(a, e.value, b, other.value) &&
        saysTheSame(e.value, other.value)
      );
    })
  );
}

function areWritten(a: Node, inA: Node, b: Node, inB: Node): boolean {
  return holds(a.span, inA.span) && holds(b.span, inB.span);
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
