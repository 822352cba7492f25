import type { Diagnostic, Related } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { AliasUse } from './tree-builder.ts';

/** Aliases of one anchor that are told one by one. */
const mostTold = 2;

/** Findings inside an anchored value also tell where its aliases stand: it counts there. */
export function withAliasPlaces(
  diagnostics: readonly Diagnostic[],
  uses: readonly AliasUse[],
): readonly Diagnostic[] {
  if (uses.length === 0) return diagnostics;
  return diagnostics.map((d) => {
    const places = placesOf(d.span, uses);
    return places.length === 0 ? d : { ...d, related: [...d.related, ...places] };
  });
}

/** Of the innermost anchored value that holds the place, and of the value that its alias in turn stands in. */
function placesOf(at: Span, uses: readonly AliasUse[], depth = 0): readonly Related[] {
  const around = uses.filter((u) => holds(u.target, at));
  const smallest = Math.min(...around.map((u) => u.target.end - u.target.start));
  const inner = around.filter((u) => u.target.end - u.target.start === smallest);
  const [first] = inner;
  if (first === undefined) return [];
  const told = inner.slice(0, mostTold).map(({ name, span }, i) => {
    const more = i === mostTold - 1 ? inner.length - mostTold : 0;
    const others = more > 0 ? ` (and in ${more} more ${more === 1 ? 'place' : 'places'})` : '';
    return { span, message: `used through *${name}${others} here` };
  });
  return [...told, ...(depth < 3 ? placesOf(first.span, uses, depth + 1) : [])];
}

function holds(outer: Span, inner: Span): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}
