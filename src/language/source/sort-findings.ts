import type { DiagnosticCode } from './codes.ts';
import type { Diagnostic, Related } from './diagnostic.ts';

/**
 * File, start, code; and the same finding, reached several times through an alias, a matrix or calls, only once, with
 * the ways to it together. Findings about the user's own config come before those inside orbs.
 */
export function sortFindings(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map<string, Diagnostic>();
  for (const d of diagnostics) {
    const key = identityOf(d);
    const before = unique.get(key);
    unique.set(key, before === undefined ? d : together(before, d));
  }
  return [...unique.values()].toSorted(
    (a, b) =>
      isOrb(a) - isOrb(b) ||
      a.span.file.localeCompare(b.span.file) ||
      a.span.start - b.span.start ||
      a.code.localeCompare(b.code),
  );
}

function isOrb(d: Diagnostic): number {
  return d.span.file.startsWith('orb:') ? 1 : 0;
}

/**
 * Of these one place has one fault, whatever value or job it was met with; of the others the message is part of the
 * finding.
 */
const onePerPlace: ReadonlySet<DiagnosticCode> = new Set([
  'config/unknown-key',
  'config/wrong-type',
  'config/wrong-value',
  'executor/kind',
  'executor/unknown',
  'job/unknown',
  'parameter/default',
  'parameter/wrong-type',
  'step/unknown',
]);

function identityOf({ code, severity, span, message, group }: Diagnostic): string {
  const place = group ?? [span.file, span.start, span.end].join(':');
  return [place, code, severity, onePerPlace.has(code) ? '' : message].join('\0');
}

/** Places of one fault that are told besides the first. */
const mostPlaces = 3;

function together(first: Diagnostic, again: Diagnostic): Diagnostic {
  const isThere = first.span.start === again.span.start && first.span.end === again.span.end;
  const same = isThere ? again.related : [{ span: again.span, message: sameHere }];
  const told = first.related.filter((r) => r.message === sameHere).length;
  const more = same.filter((r) => !first.related.some((known) => isSame(known, r)));
  if (more.length === 0 || (!isThere && told >= mostPlaces)) return first;
  return { ...first, related: [...first.related, ...more] };
}

const sameHere = 'the same here';

function isSame(a: Related, b: Related): boolean {
  return a.message === b.message && a.span.file === b.span.file && a.span.start === b.span.start;
}
