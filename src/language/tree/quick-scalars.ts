import { CST } from 'yaml';
import type { Node } from './node.ts';
import {
  type Cursor,
  chars,
  codeAt,
  columnOf,
  isEnd,
  isGap,
  lineEnd,
  skipToContent,
} from './quick-cursor.ts';

/** A key on one line, with the colon behind it. */
export interface QuickKey {
  readonly key: string;
  readonly isPlain: boolean;
  readonly start: number;
  readonly end: number;
  readonly colon: number;
}

/** Characters that a plain scalar cannot begin with, or that mean something else there. */
const indicators = new Set([...'!&*|>%@`"\'#{}[],?\t\uFEFF'].map((c) => c.charCodeAt(0)));

export function isPlainStart(q: Cursor): boolean {
  const code = codeAt(q);
  if (Number.isNaN(code) || indicators.has(code)) return false;
  return (code !== chars.dash && code !== chars.colon) || !isGap(q.text.charCodeAt(q.at + 1));
}

/**
 * The key that begins here, if this line has one: text up to a colon and a gap. `none` where the line is no key,
 * undefined where it holds what is not read here.
 */
export function findKey(q: Cursor): QuickKey | 'none' | undefined {
  const code = codeAt(q);
  if (code === chars.doubleQuote || code === chars.singleQuote) return quotedKey(q);
  if (!isPlainStart(q) || isDocumentMark(q)) return undefined;
  const { text, at: start } = q;
  for (let at = start; ; at++) {
    const here = text.charCodeAt(at);
    if (isEnd(here)) return 'none';
    if (here === chars.tab) return undefined;
    if (here === chars.hash && text.charCodeAt(at - 1) === chars.space) return 'none';
    if (here === chars.colon && isGap(text.charCodeAt(at + 1))) {
      const end = trimmedEnd(text, start, at);
      return end - start > 1_000
        ? undefined
        : { key: text.slice(start, end), isPlain: true, start, end, colon: at };
    }
  }
}

function isDocumentMark(q: Cursor): boolean {
  if (q.at !== q.line) return false;
  const mark = q.text.slice(q.at, q.at + 3);
  return mark === '---' || mark === '...';
}

function quotedKey(q: Cursor): QuickKey | 'none' | undefined {
  const { text, at: start } = q;
  const end = simpleQuoteEnd(text, start);
  if (end === undefined) return 'none';
  let colon = end;
  while (text.charCodeAt(colon) === chars.space) colon++;
  if (text.charCodeAt(colon) !== chars.colon) return 'none';
  if (!isGap(text.charCodeAt(colon + 1))) return undefined;
  return { key: text.slice(start + 1, end - 1), isPlain: false, start, end, colon };
}

/** Past the closing quote of a text on one line without escapes; undefined for any other. */
function simpleQuoteEnd(text: string, start: number): number | undefined {
  const quote = text.charAt(start);
  const end = text.indexOf(quote, start + 1);
  if (end < 0) return undefined;
  const content = text.slice(start + 1, end);
  const isSimple = quote === '"' ? !/[\\\n]/.test(content) : !content.includes('\n') && text[end + 1] !== "'";
  return isSimple ? end + 1 : undefined;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) === chars.space) last--;
  return last;
}

/** A quoted text, over several lines where those are indented deeper than `parent`. */
export function quotedScalar(q: Cursor, parent: number, anchor: string | undefined): Node | undefined {
  const { text, at: start } = q;
  const span = (end: number) => ({ file: q.builder.file, start, end });
  const simple = simpleQuoteEnd(text, start);
  if (simple !== undefined) {
    q.at = simple;
    const content = text.slice(start + 1, simple - 1);
    return q.builder.scalar(content, content, true, span(simple), anchor);
  }
  const pattern = text.charAt(start) === '"' ? doubleQuoted : singleQuoted;
  pattern.lastIndex = start;
  const source = pattern.exec(text)?.[0];
  if (source === undefined) return undefined;
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) {
    if (!isDeeper(source, at + 1, parent)) return undefined;
    q.line = start + at + 1;
  }
  q.at = start + source.length;
  const type = source.startsWith('"') ? 'double-quoted-scalar' : 'single-quoted-scalar';
  const content = resolved({ type, offset: start, indent: parent + 1, source });
  return content === undefined ? undefined : q.builder.scalar(content, content, true, span(q.at), anchor);
}

const doubleQuoted = /"(?:[^"\\\t]|\\[^\t])*"/y;
const singleQuoted = /'(?:[^'\t]|'')*'/y;

function isDeeper(source: string, lineStart: number, parent: number): boolean {
  let at = lineStart;
  while (source.charCodeAt(at) === chars.space) at++;
  return at - lineStart > parent || isEnd(source.charCodeAt(at));
}

/** What the `yaml` package makes of a scalar's source; undefined if it finds a fault. */
function resolved(token: CST.FlowScalar | CST.BlockScalar): string | undefined {
  let isFaulty = false;
  const scalar = CST.resolveAsScalar(token, true, () => {
    isFaulty = true;
  });
  return isFaulty || scalar === null ? undefined : scalar.value;
}

/** An unquoted text of a block collection, with the deeper lines that go on with it. Ends at the next content. */
export function plainScalar(q: Cursor, parent: number, anchor: string | undefined): Node | undefined {
  const { text, at: start } = q;
  let end = plainLineEnd(text, start);
  if (end === undefined || isDocumentMark(q)) return undefined;
  const isCommented = (from: number): boolean => text.slice(from, lineEnd(text, from)).trim() !== '';
  q.at = lineEnd(text, end);
  let isOver = isCommented(end);
  skipToContent(q);
  let isOneLine = true;
  while (q.at < text.length && columnOf(q) > parent) {
    // A line after a comment, or one that might be more than text, is for the other reader.
    if (isOver || !isPlainStart(q) || hasComment(text, end, q.at)) return undefined;
    const next = plainLineEnd(text, q.at);
    if (next === undefined) return undefined;
    isOneLine = false;
    end = next;
    isOver = isCommented(end);
    q.at = lineEnd(text, end);
    skipToContent(q);
  }
  const source = text.slice(start, end);
  if (isOneLine) return q.builder.plain(source, start, end, anchor);
  const content = resolved({ type: 'scalar', offset: start, indent: parent + 1, source });
  return content === undefined ? undefined : q.builder.plain(content, start, end, anchor);
}

/** Where the text of this line ends; undefined if a key or a tab is in it. */
function plainLineEnd(text: string, start: number): number | undefined {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (isEnd(code)) return trimmedEnd(text, start, at);
    if (code === chars.hash && text.charCodeAt(at - 1) === chars.space) return trimmedEnd(text, start, at);
    if (code === chars.tab || (code === chars.colon && isGap(text.charCodeAt(at + 1)))) return undefined;
  }
}

function hasComment(text: string, from: number, to: number): boolean {
  return text.slice(from, to).includes('#');
}

const blockHeader = /[|>][-+]? *(?: #.*)?(?=\r?\n)/y;

/** `|` and `>` without an indentation digit. Ends at the next content. */
export function blockScalar(q: Cursor, parent: number, anchor: string | undefined): Node | undefined {
  const { text, at: start } = q;
  blockHeader.lastIndex = start;
  const header = blockHeader.exec(text)?.[0];
  if (header === undefined || parent < 0) return undefined;
  const bodyStart = lineEnd(text, start) + 1;
  const body = blockBody(text, bodyStart, parent);
  if (body === undefined) return undefined;
  q.at = body.end;
  q.line = body.end;
  skipToContent(q);
  const content = header.startsWith('>')
    ? folded(text, start, header, body.end, parent)
    : literal(text, header, body);
  if (content === undefined) return undefined;
  let end = body.end;
  while (' \t\r\n'.includes(text.charAt(end - 1))) end--;
  return q.builder.scalar(content, content, true, { file: q.builder.file, start, end }, anchor);
}

interface BlockBody {
  readonly lines: readonly (readonly [start: number, end: number])[];
  readonly indent: number;
  /** Start of the first line that does not belong to it. */
  readonly end: number;
}

/** The lines of a block scalar: blank ones, and those indented as deep as the first that is not blank. */
function blockBody(text: string, bodyStart: number, parent: number): BlockBody | undefined {
  const lines: (readonly [number, number])[] = [];
  let indent = -1;
  let at = bodyStart;
  while (at < text.length) {
    let first = at;
    while (text.charCodeAt(first) === chars.space) first++;
    const code = text.charCodeAt(first);
    const newline = lineEnd(text, at);
    const end = text.charCodeAt(newline - 1) === chars.carriageReturn && newline > at ? newline - 1 : newline;
    if (first < end) {
      if (code === chars.tab) return undefined;
      if (indent < 0 && first - at > parent) indent = first - at;
      if (first - at < indent || indent < 0) {
        // Something between the parent and the text: a comment or a fault.
        if (first - at > parent) return undefined;
        break;
      }
    } else if (indent < 0 && first > at) return undefined; // blanks before the text may be a fault
    lines.push([at, end]);
    at = newline + 1;
  }
  if (indent < 0) return undefined;
  return { lines, indent, end: Math.min(at, text.length) };
}

function literal(text: string, header: string, { lines, indent }: BlockBody): string {
  const contents = lines.map(([start, end]) => text.slice(Math.min(start + indent, end), end));
  let last = contents.length;
  while (last > 0 && contents[last - 1] === '') last--;
  const body = contents.slice(0, last).join('\n');
  if (header[1] === '-') return body;
  return header[1] === '+' ? `${contents.join('\n')}\n` : `${body}\n`;
}

function folded(
  text: string,
  start: number,
  header: string,
  end: number,
  parent: number,
): string | undefined {
  const source = text.slice(lineEnd(text, start) + 1, end);
  const mark = {
    type: 'block-scalar-header',
    offset: start,
    indent: parent,
    source: header.trimEnd(),
  } as const;
  const sourceOf = header.includes('#') ? undefined : source;
  if (sourceOf === undefined) return undefined;
  const newline = { type: 'newline', offset: start, indent: parent, source: '\n' } as const;
  return resolved({
    type: 'block-scalar',
    offset: start,
    indent: parent,
    props: [mark, newline],
    source: sourceOf,
  });
}
