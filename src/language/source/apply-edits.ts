import type { TextEdit } from './diagnostic.ts';

/**
 * The text with the edits made. They must not overlap; those at one place are made in the order given. A line of which
 * an edit leaves nothing but blanks goes away whole; everything else stays byte for byte.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    const { start, end } = wholeLines(text, edit);
    if (start > from) out += text.slice(from, start);
    out += edit.text;
    from = Math.max(from, end);
  }
  return out + text.slice(from);
}

/** What is removed: with the edit's own span the rest of its lines, if only blanks would be left of them. */
function wholeLines(text: string, { span, text: put }: TextEdit): { start: number; end: number } {
  const { start, end } = span;
  if (put !== '' || start === end) return { start, end };
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = text.indexOf('\n', end);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak + 1;
  const isAlone = (text.slice(lineStart, start) + text.slice(end, lineEnd)).trim() === '';
  return isAlone ? { start: lineStart, end: lineEnd } : { start, end };
}

/** Whether two sets of edits touch the same text, or put something at the same place. */
export function overlaps(one: readonly TextEdit[], other: readonly TextEdit[]): boolean {
  return one.some((a) =>
    other.some(
      (b) =>
        a.span.file === b.span.file &&
        (a.span.start === b.span.start || (a.span.start < b.span.end && b.span.start < a.span.end)),
    ),
  );
}
