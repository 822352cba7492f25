import type { DiagnosticCode } from '../source/codes.ts';

/** A replacement of the text from `start` to `end`. */
export interface LocalEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Advice {
  readonly hint?: string;
  /** What would mend it, if all else is well; whether it does is for the reader to try. */
  readonly edits?: readonly LocalEdit[];
}

/** What is wrong, where, and what to do, in our own words. */
export interface SyntaxTrouble extends Advice {
  readonly code: DiagnosticCode;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export function trouble(start: number, end: number, message: string, advice: Advice = {}): SyntaxTrouble {
  return { code: 'yaml/syntax', start, end, message, ...advice };
}

/** First place at or after `at` that is neither blank nor line break. */
export function nextContent(text: string, at: number): number {
  const found = text.slice(at).search(/\S/);
  return found < 0 ? Math.max(0, at - 1) : at + found;
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  const line = text.slice(at, end < 0 ? text.length : end);
  return at + Math.max(1, line.trimEnd().length);
}
