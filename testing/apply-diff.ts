import { invariant } from '../src/base/invariant.ts';

/**
 * The text after a change written as a diff without places: its lines with `-` or a blank before them stand in the text
 * just once, and those with `+` or a blank take their place.
 */
export function applyDiff(text: string, diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const side = (mark: string): string =>
    lines.flatMap((l) => (l.startsWith(mark) || !/^[+-]/.test(l) ? [`${l.slice(1)}\n`] : [])).join('');
  const before = side('-');
  invariant(text.split(before).length === 2, `the lines to change stand there once:\n${before}`);
  return text.replace(before, () => side('+'));
}
