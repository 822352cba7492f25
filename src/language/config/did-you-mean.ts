import type { TextEdit } from '../source/diagnostic.ts';
import { certainlyNearest, nearest } from '../source/nearest.ts';
import type { Span } from '../source/span.ts';
import { type Entry, findEntry, type MapNode } from '../tree/node.ts';

export interface NameAdvice {
  readonly hint?: string;
  readonly fix?: readonly TextEdit[];
}

/**
 * A hint for a name that nobody knows: the nearest known one, else `otherwise`, else nothing. Where `at` is given, the
 * place where just that name is written, a certain slip can be mended there.
 */
export function didYouMean(name: string, known: Iterable<string>, otherwise?: string, at?: Span): NameAdvice {
  const others = [...known].filter((k) => k !== name);
  const near = nearest(name, others);
  if (near === undefined) return otherwise === undefined ? {} : { hint: otherwise };
  const certain = at === undefined ? undefined : certainlyNearest(name, others);
  return {
    hint: `Did you mean "${near}"?`,
    ...(at !== undefined && certain !== undefined && { fix: [{ span: at, text: certain }] }),
  };
}

/** The same for a key of `map` that is not known there. One that is there already is not put a second time. */
export function didYouMeanKey(
  { key, keySpan }: Entry,
  map: MapNode,
  known: readonly string[],
  otherwise?: string,
): NameAdvice {
  const near = certainlyNearest(
    key,
    known.filter((k) => k !== key),
  );
  const isFree = near !== undefined && findEntry(map, near) === undefined;
  return didYouMean(key, known, otherwise, isFree ? keySpan : undefined);
}
