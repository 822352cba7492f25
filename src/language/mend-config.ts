import type { CompileOutcome } from './compile.ts';
import { applyEdits, overlaps } from './source/apply-edits.ts';
import { type Diagnostic, hasErrors, type TextEdit } from './source/diagnostic.ts';

/** One finding that was mended. */
export interface MendedFinding {
  readonly diagnostic: Diagnostic;
  /** Where its edit stands in the text as it is now, as an offset. */
  readonly at: number;
  /** What was written there. */
  readonly before: string;
  readonly after: string;
}

export interface MendOutcome {
  readonly text: string;
  readonly mended: readonly MendedFinding[];
  /** Of the text as it is now. */
  readonly outcome: CompileOutcome;
}

/** Rounds of a text: what was mended may bring to light what can be mended next. */
const mostRounds = 50;

/**
 * Makes all edits that findings bring along, compiles again, and goes on until nothing is left to mend. Only the text
 * itself is edited, never an orb. An edit that would make a valid config invalid, or a readable one unreadable, is
 * not made.
 */
export async function mendConfig(
  text: string,
  compileText: (text: string) => Promise<CompileOutcome>,
): Promise<MendOutcome> {
  const refused = new Set<string>();
  let state: MendOutcome = { text, mended: [], outcome: await compileText(text) };
  for (let round = 0; round < mostRounds; round++) {
    const fixable = disjoint(state.outcome.diagnostics.filter((d) => !refused.has(identityOf(d))));
    if (fixable.length === 0) return state;
    const next = await attempt(state, fixable, compileText);
    if (!isWorse(state.outcome, next.outcome)) state = next;
    else if (fixable.length === 1) for (const d of fixable) refused.add(identityOf(d));
    else state = await oneByOne(state, fixable, refused, compileText);
  }
  return state;
}

/** Together they did harm: each is tried alone, and those that do are not tried again. The first good one is kept. */
async function oneByOne(
  state: MendOutcome,
  fixable: readonly Diagnostic[],
  refused: Set<string>,
  compileText: (text: string) => Promise<CompileOutcome>,
): Promise<MendOutcome> {
  for (const d of fixable) {
    const next = await attempt(state, [d], compileText);
    if (!isWorse(state.outcome, next.outcome)) return next;
    refused.add(identityOf(d));
  }
  return state;
}

async function attempt(
  { text, mended }: MendOutcome,
  fixable: readonly Diagnostic[],
  compileText: (text: string) => Promise<CompileOutcome>,
): Promise<MendOutcome> {
  const edits = fixable.flatMap((d) => d.fix ?? []);
  const moved = (at: number): number =>
    applyEdits(
      text.slice(0, at),
      edits.filter((e) => e.span.end <= at && e.span.start < at),
    ).length;
  const news = fixable.map((diagnostic): MendedFinding => {
    const { start, end } = rangeOf(diagnostic.fix ?? []);
    const inside = (diagnostic.fix ?? []).map((e) => ({
      ...e,
      span: { ...e.span, start: e.span.start - start, end: e.span.end - start },
    }));
    const before = text.slice(start, end);
    return { diagnostic, at: moved(start), before, after: applyEdits(before, inside) };
  });
  const next = applyEdits(text, edits);
  const earlier = mended.map((m) => ({ ...m, at: moved(m.at) }));
  return { text: next, mended: [...earlier, ...news], outcome: await compileText(next) };
}

function rangeOf(edits: readonly TextEdit[]): { start: number; end: number } {
  return {
    start: Math.min(...edits.map((e) => e.span.start)),
    end: Math.max(...edits.map((e) => e.span.end)),
  };
}

/** The findings that can be mended at once, in order: none touches what an earlier one edits. */
function disjoint(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const chosen: Diagnostic[] = [];
  const edits: TextEdit[] = [];
  for (const d of diagnostics) {
    const { fix } = d;
    if (fix === undefined || overlaps(fix, edits)) continue;
    chosen.push(d);
    edits.push(...fix);
  }
  return chosen;
}

function isWorse(before: CompileOutcome, after: CompileOutcome): boolean {
  if (isUnreadable(after)) return !isUnreadable(before) || firstPlace(after) < firstPlace(before);
  return hasErrors(after.diagnostics) && !hasErrors(before.diagnostics);
}

function isUnreadable({ diagnostics }: CompileOutcome): boolean {
  return diagnostics.some((d) => d.severity === 'error' && d.code.startsWith('yaml/') && !isOfOrb(d));
}

function isOfOrb({ related }: Diagnostic): boolean {
  return related.some((r) => r.span.file.startsWith('orb:'));
}

function firstPlace({ diagnostics }: CompileOutcome): number {
  return Math.min(...diagnostics.map((d) => d.span.start));
}

/** A finding apart from its place, which moves while the text is edited. */
function identityOf({ code, message, fix }: Diagnostic): string {
  return [code, message, ...(fix ?? []).map((e) => e.text)].join('\0');
}
