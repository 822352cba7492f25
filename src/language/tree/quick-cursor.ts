import type { TreeBuilder } from './tree-builder.ts';

/** Where the quick reader stands. Positions are offsets into `text`; a column is `at - line`. */
export interface Cursor {
  readonly text: string;
  readonly builder: TreeBuilder;
  at: number;
  /** Start of the line that `at` is on. */
  line: number;
}

export const chars = {
  tab: 9,
  newline: 10,
  /** Only ever before a newline: the quick reader takes no other text. */
  carriageReturn: 13,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  ampersand: 38,
  singleQuote: 39,
  star: 42,
  comma: 44,
  dash: 45,
  colon: 58,
  greater: 62,
  openBracket: 91,
  closeBracket: 93,
  openBrace: 123,
  bar: 124,
  closeBrace: 125,
} as const;

export function isEnd(code: number): boolean {
  return code === chars.newline || code === chars.carriageReturn || Number.isNaN(code);
}

/** Blank, line break or end of text: what ends an indicator. */
export function isGap(code: number): boolean {
  return code === chars.space || isEnd(code);
}

export function codeAt(q: Cursor): number {
  return q.text.charCodeAt(q.at);
}

export function columnOf(q: Cursor): number {
  return q.at - q.line;
}

export function isAtEnd(q: Cursor): boolean {
  return q.at >= q.text.length;
}

export function skipSpaces(q: Cursor): void {
  while (codeAt(q) === chars.space) q.at++;
}

/** Moves on over blanks, line breaks and comments to whatever comes next, a tab included. */
export function skipToContent(q: Cursor): void {
  const { text } = q;
  for (;;) {
    const code = text.charCodeAt(q.at);
    if (code === chars.space || code === chars.carriageReturn) q.at++;
    else if (code === chars.newline) {
      q.at++;
      q.line = q.at;
    } else if (code === chars.hash && isGapBefore(q)) q.at = lineEnd(text, q.at);
    else return;
  }
}

function isGapBefore(q: Cursor): boolean {
  return q.at === q.line || q.text.charCodeAt(q.at - 1) === chars.space;
}

/** The next newline, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** After a value: true, and on to the next content, if the rest of its line is empty. */
export function finishLine(q: Cursor): boolean {
  const before = q.line;
  skipToContent(q);
  return q.line !== before || isAtEnd(q);
}

/** `&name` or `*name`; undefined where the name is none, or might be read otherwise. */
export function readName(q: Cursor): string | undefined {
  anchorName.lastIndex = q.at + 1;
  const name = anchorName.exec(q.text)?.[0];
  if (name === undefined) return undefined;
  q.at += 1 + name.length;
  return name;
}

const anchorName = /[\w./-]+(?=[ \r\n]|$|(?<=.)[,\]}])/y;
