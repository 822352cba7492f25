/**
 * The known name that a mistyped one most likely means: at most a third of its letters away (insertions, deletions,
 * exchanges, swapped neighbours), case ignored. Undefined when none is near. Of equally near ones, the first.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return nearestOf(name, known)?.name;
}

/**
 * The one known name that a mistyped one certainly means: a letter away (two in a long name), no other one as near, and
 * not told apart by a number, for `test-3` is no slip of `test-2`.
 */
export function certainlyNearest(name: string, known: readonly string[]): string | undefined {
  const best = nearestOf(name, known);
  if (best === undefined || best.isTied) return undefined;
  const mostSlips = name.length >= 8 ? 2 : name.length >= 4 ? 1 : 0;
  return best.distance <= mostSlips && digitsOf(name) === digitsOf(best.name) ? best.name : undefined;
}

function digitsOf(name: string): string {
  return name.replaceAll(/[^0-9]/g, '');
}

interface Near {
  readonly name: string;
  readonly distance: number;
  /** Another name is as near. */
  readonly isTied: boolean;
}

function nearestOf(name: string, known: readonly string[]): Near | undefined {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: Near | undefined;
  for (const candidate of known) {
    const least = best?.distance ?? limit;
    if (Math.abs(candidate.length - name.length) > least) continue;
    const d = distance(wanted, candidate.toLowerCase());
    if (d > limit || d > least) continue;
    if (best === undefined || d < best.distance) best = { name: candidate, distance: d, isTied: false };
    else if (candidate !== best.name) best = { ...best, isTied: true };
  }
  return best;
}

/** Damerau-Levenshtein in its restricted form. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
