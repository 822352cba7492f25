import { diffArrays } from 'diff';

/** A stretch of two lists: equal items in both, or what stands between two such stretches. */
export type Stretch =
  | { readonly kind: 'same'; readonly before: number; readonly after: number; readonly count: number }
  | {
      readonly kind: 'gap';
      /** Half-open ranges of indexes. */
      readonly before: readonly [number, number];
      readonly after: readonly [number, number];
    };

/** Lists that differ in more places are taken for wholly different ones: finding out would take minutes. */
const mostEdits = 2000;

/** The shortest way from one list to the other, as stretches in their order. */
export function align(before: readonly string[], after: readonly string[]): readonly Stretch[] {
  const edits = diffArrays([...before], [...after], { maxEditLength: mostEdits });
  if (edits === undefined) return [gap([0, before.length], [0, after.length])];
  const stretches: Stretch[] = [];
  let [b, a] = [0, 0];
  let [gapB, gapA] = [0, 0];
  const closeGap = (): void => {
    if (b > gapB || a > gapA) stretches.push(gap([gapB, b], [gapA, a]));
  };
  for (const { added, removed, count } of edits) {
    if (removed) b += count;
    else if (added) a += count;
    else {
      closeGap();
      stretches.push({ kind: 'same', before: b, after: a, count });
      [b, a] = [b + count, a + count];
      [gapB, gapA] = [b, a];
    }
  }
  closeGap();
  return stretches;
}

function gap(before: readonly [number, number], after: readonly [number, number]): Stretch {
  return { kind: 'gap', before, after };
}
