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

/** One told at the line that leads into an orb is told apart by its place there. */
function identityOf(d: Diagnostic): string {
  const { file, start, end } = d.span;
  const inside = d.related.find((r) => r.span.file.startsWith('orb:'))?.span;
  const message = onePerPlace.has(d.code) ? '' : d.message;
  return [file, start, end, d.code, d.severity, message, inside?.file, inside?.start].join('\0');
}

function together(first: Diagnostic, again: Diagnostic): Diagnostic {
  const isNew = (r: Related): boolean => !first.related.some((known) => isSame(known, r));
  const more = again.related.filter(isNew);
  return more.length === 0 ? first : { ...first, related: [...first.related, ...more] };
}

function isSame(a: Related, b: Related): boolean {
  return a.message === b.message && a.span.file === b.span.file && a.span.start === b.span.start;
}
