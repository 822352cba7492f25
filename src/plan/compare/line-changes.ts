import { align } from './align.ts';
import type { LineChange } from './comparison.ts';

/** Lines shown around a change. */
const around = 2;

/** How one text becomes another, line by line; empty for the same text. */
export function lineChanges(before: string, after: string): readonly LineChange[] {
  if (before === after) return [];
  const [old, now] = [linesOf(before, after), linesOf(after, before)];
  const all = align(old, now).flatMap((s): readonly LineChange[] =>
    s.kind === 'same'
      ? now.slice(s.after, s.after + s.count).map((text) => ({ kind: 'same', text }))
      : [
          ...old.slice(...s.before).map((text): LineChange => ({ kind: 'removed', text })),
          ...now.slice(...s.after).map((text): LineChange => ({ kind: 'added', text })),
        ],
  );
  return withoutFarLines(all);
}

/** The line break that ends a text is no line, unless it is all there is to tell. */
function linesOf(text: string, other: string): readonly string[] {
  const ended = (t: string): string => t.replace(/\n$/, '');
  return (ended(text) === ended(other) ? text : ended(text)).split('\n');
}

function withoutFarLines(all: readonly LineChange[]): readonly LineChange[] {
  const isNear = all.map(() => false);
  all.forEach(({ kind }, at) => {
    if (kind !== 'same')
      for (let i = Math.max(0, at - around); i <= Math.min(all.length - 1, at + around); i++)
        isNear[i] = true;
  });
  const kept: LineChange[] = [];
  for (let at = 0; at < all.length; at++) {
    const line = all[at];
    if (line === undefined) continue;
    if (isNear[at]) {
      kept.push(line);
      continue;
    }
    const begun = at;
    while (at + 1 < all.length && !isNear[at + 1]) at++;
    kept.push({ kind: 'gap', text: String(at - begun + 1) });
  }
  return kept;
}

/** From 0 (nothing) to 1 (the same): how much of two texts is the same, by lines that are not blank. */
export function likeness(before: string, after: string): number {
  const lines = (text: string): readonly string[] => text.split('\n').filter((l) => l.trim() !== '');
  const [old, now] = [lines(before), lines(after)];
  const same = align(old, now).reduce((n, s) => n + (s.kind === 'same' ? s.count : 0), 0);
  return old.length + now.length === 0 ? 1 : (2 * same) / (old.length + now.length);
}
