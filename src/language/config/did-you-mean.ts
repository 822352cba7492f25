import { nearest } from '../source/nearest.ts';

/** A hint for a name that nobody knows: the nearest known one, else `otherwise`, else nothing. */
export function didYouMean(
  name: string,
  known: Iterable<string>,
  otherwise?: string,
): { readonly hint?: string } {
  const near = nearest(
    name,
    [...known].filter((k) => k !== name),
  );
  if (near !== undefined) return { hint: `Did you mean "${near}"?` };
  return otherwise === undefined ? {} : { hint: otherwise };
}
