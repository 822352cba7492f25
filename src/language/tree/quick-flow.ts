import type { Node } from './node.ts';
import {
  type Cursor,
  chars,
  codeAt,
  columnOf,
  isAtEnd,
  isEnd,
  isGap,
  readName,
  skipToContent,
} from './quick-cursor.ts';
import { isPlainStart, quotedScalar } from './quick-scalars.ts';
import type { RawEntry } from './map-entries.ts';

/** `[…]` or `{…}`, over lines that are indented deeper than `parent`. Ends behind the bracket. */
export function flowCollection(q: Cursor, parent: number, anchor: string | undefined): Node | undefined {
  const { builder, at: start } = q;
  if (builder.isTooLarge) return undefined;
  builder.enter(anchor, start);
  const node = codeAt(q) === chars.openBrace ? flowMap(q, parent, start) : flowList(q, parent, start);
  if (node !== undefined) builder.leave(anchor, node);
  return node;
}

function flowList(q: Cursor, parent: number, start: number): Node | undefined {
  const items: Node[] = [];
  q.at++;
  for (;;) {
    if (!skipInFlow(q, parent)) return undefined;
    if (codeAt(q) === chars.closeBracket) break;
    const item = flowValue(q, parent);
    if (item === undefined || !endOfItem(q, parent, chars.closeBracket)) return undefined;
    items.push(item);
  }
  q.at++;
  return q.builder.list(items, start, q.at);
}

function flowMap(q: Cursor, parent: number, start: number): Node | undefined {
  const raw: RawEntry[] = [];
  q.at++;
  for (;;) {
    if (!skipInFlow(q, parent)) return undefined;
    if (codeAt(q) === chars.closeBrace) break;
    const entry = flowEntry(q, parent);
    if (entry === undefined || !endOfItem(q, parent, chars.closeBrace)) return undefined;
    raw.push(entry);
  }
  q.at++;
  return q.builder.map(raw, start, q.at);
}

/** After an item: its comma is passed, or the closing bracket is next. */
function endOfItem(q: Cursor, parent: number, close: number): boolean {
  if (!skipInFlow(q, parent)) return false;
  if (codeAt(q) === close) return true;
  if (codeAt(q) !== chars.comma) return false;
  q.at++;
  return true;
}

/** On to the next content; false at the end, and on a line that is not indented as deep as it must be. */
function skipInFlow(q: Cursor, parent: number): boolean {
  const before = q.line;
  skipToContent(q);
  return !isAtEnd(q) && (q.line === before || columnOf(q) > parent);
}

function flowEntry(q: Cursor, parent: number): RawEntry | undefined {
  const start = q.at;
  const key = flowKey(q);
  if (key === undefined) return undefined;
  const keySpan = { file: q.builder.file, start, end: q.at };
  const line = q.line;
  if (!skipInFlow(q, parent) || q.line !== line) return undefined;
  const isPlain = key.isPlain;
  if (codeAt(q) !== chars.colon) {
    const value = q.builder.plain('', keySpan.end, keySpan.end);
    return { key: key.text, isPlain, keySpan, value };
  }
  q.at++;
  const colonEnd = q.at;
  if (!isGap(codeAt(q)) && (isPlain || !skipInFlow(q, parent))) {
    // `{a:}` and `{a:,}`
    if (!isFlowEnd(codeAt(q))) return undefined;
  }
  if (!skipInFlow(q, parent)) return undefined;
  if (isFlowEnd(codeAt(q)))
    return q.line === line
      ? { key: key.text, isPlain, keySpan, value: q.builder.plain('', colonEnd, colonEnd) }
      : undefined;
  const value = flowValue(q, parent);
  return value === undefined ? undefined : { key: key.text, isPlain, keySpan, value };
}

interface FlowKey {
  readonly text: string;
  readonly isPlain: boolean;
}

function flowKey(q: Cursor): FlowKey | undefined {
  const code = codeAt(q);
  if (code === chars.doubleQuote || code === chars.singleQuote) {
    simpleQuoted.lastIndex = q.at;
    const source = simpleQuoted.exec(q.text)?.[0];
    if (source === undefined) return undefined;
    q.at += source.length;
    return { text: source.slice(1, -1), isPlain: false };
  }
  const text = flowPlain(q);
  return text === undefined ? undefined : { text, isPlain: true };
}

const simpleQuoted = /"[^"\\\n\t]*"|'[^'\n\t]*'(?!')/y;

function isFlowEnd(code: number): boolean {
  return code === chars.comma || code === chars.closeBrace || code === chars.closeBracket;
}

function isBracket(code: number): boolean {
  return code === chars.openBrace || code === chars.openBracket;
}

function flowValue(q: Cursor, parent: number): Node | undefined {
  let anchor: string | undefined;
  if (codeAt(q) === chars.ampersand) {
    anchor = readName(q);
    const line = q.line;
    if (anchor === undefined || !skipInFlow(q, parent) || q.line !== line) return undefined;
    if (isFlowEnd(codeAt(q))) return undefined;
  }
  return flowNode(q, parent, anchor);
}

function flowNode(q: Cursor, parent: number, anchor: string | undefined): Node | undefined {
  const { at: start } = q;
  const code = codeAt(q);
  if (isBracket(code)) return flowCollection(q, parent, anchor);
  if (code === chars.doubleQuote || code === chars.singleQuote) return quotedScalar(q, parent, anchor);
  if (code === chars.star) {
    const name = anchor === undefined ? readName(q) : undefined;
    return name === undefined ? undefined : q.builder.alias(name, start, q.at);
  }
  const text = flowPlain(q);
  return text === undefined ? undefined : q.builder.plain(text, start, q.at, anchor);
}

/** An unquoted text on one line, up to a comma, bracket, comment, or colon with a gap. */
function flowPlain(q: Cursor): string | undefined {
  if (!isPlainStart(q)) return undefined;
  const { text, at: start } = q;
  // A dash or colon before a bracket or comma is for the other reader.
  if ((codeAt(q) === chars.dash || codeAt(q) === chars.colon) && isFlowEnd(text.charCodeAt(start + 1)))
    return undefined;
  let at = start;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code) || code === chars.tab || isBracket(code)) return undefined;
    if (isEnd(code) || isFlowEnd(code)) break;
    if (code === chars.hash && text.charCodeAt(at - 1) === chars.space) break;
    const after = code === chars.colon ? text.charCodeAt(at + 1) : 0;
    if (code === chars.colon && (isGap(after) || isFlowEnd(after))) break;
  }
  while (at > start && text.charCodeAt(at - 1) === chars.space) at--;
  q.at = at;
  return at === start ? undefined : text.slice(start, at);
}
