import type { Node } from './node.ts';
import {
  type Cursor,
  chars,
  codeAt,
  columnOf,
  finishLine,
  isAtEnd,
  isEnd,
  isGap,
  readName,
  skipSpaces,
  skipToContent,
} from './quick-cursor.ts';
import { flowCollection } from './quick-flow.ts';
import { type QuickKey, blockScalar, findKey, plainScalar, quotedScalar } from './quick-scalars.ts';
import type { RawEntry } from './map-entries.ts';
import type { TreeBuilder } from './tree-builder.ts';

export type QuickOutcome =
  | { readonly kind: 'tree'; readonly tree: Node }
  /** The builder has reported why. */
  | { readonly kind: 'failed' }
  /** Something stands at `at`, or before, that is not read here. */
  | { readonly kind: 'unsure'; readonly at: number };

/**
 * Reads the YAML that configs are made of, several times as fast as the `yaml` package and to the very same tree.
 * Unsure where a text has anything else in it (tags, `? ` keys, tabs between tokens, several documents) or a fault of
 * syntax: then that package reads it, and words the fault.
 */
export function readQuickly(text: string, builder: TreeBuilder): QuickOutcome {
  const loneReturn = text.search(/\r(?!\n)/);
  if (loneReturn >= 0) return { kind: 'unsure', at: loneReturn };
  const q: Cursor = { text, builder, at: 0, line: 0 };
  skipToContent(q);
  const tree = startsConfig(q) ? blockNode(q, -1, true, undefined) : undefined;
  if (builder.isTooLarge) return { kind: 'failed' };
  if (tree === undefined || !isAtEnd(q)) return { kind: 'unsure', at: q.at };
  return builder.hasFailed ? { kind: 'failed' } : { kind: 'tree', tree };
}

/** Any other root is no config; in its lines, which may begin at column 0, `---` would mean something else. */
function startsConfig(q: Cursor): boolean {
  if (isDash(q)) return true;
  const key = findKey(q);
  return key !== undefined && key !== 'none';
}

/**
 * The node that begins here. `parent` is the column that it must stand deeper than; `mayOpen` tells whether a block
 * map or list may begin here, which after `key:` on the same line none may. All nodes end at the next content.
 */
function blockNode(
  q: Cursor,
  parent: number,
  mayOpen: boolean,
  anchor: string | undefined,
): Node | undefined {
  if (isDash(q)) return mayOpen ? blockList(q, columnOf(q), anchor) : undefined;
  switch (codeAt(q)) {
    case chars.ampersand:
      return anchor === undefined ? anchoredNode(q, parent) : undefined;
    case chars.star:
      return anchor === undefined ? aliasNode(q) : undefined;
    case chars.bar:
    case chars.greater:
      return blockScalar(q, parent, anchor);
    case chars.openBracket:
    case chars.openBrace:
      return onOneLine(q, flowCollection(q, parent, anchor));
    default:
      return keyedOrText(q, parent, mayOpen, anchor);
  }
}

function keyedOrText(
  q: Cursor,
  parent: number,
  mayOpen: boolean,
  anchor: string | undefined,
): Node | undefined {
  const key = findKey(q);
  if (key === undefined) return undefined;
  if (key !== 'none') return mayOpen ? blockMap(q, key, columnOf(q), anchor) : undefined;
  const code = codeAt(q);
  const isQuoted = code === chars.doubleQuote || code === chars.singleQuote;
  return isQuoted ? onOneLine(q, quotedScalar(q, parent, anchor)) : plainScalar(q, parent, anchor);
}

/** Nothing may follow such a value on its line. */
function onOneLine(q: Cursor, node: Node | undefined): Node | undefined {
  return node !== undefined && finishLine(q) ? node : undefined;
}

function isDash(q: Cursor): boolean {
  return codeAt(q) === chars.dash && isGap(q.text.charCodeAt(q.at + 1));
}

function aliasNode(q: Cursor): Node | undefined {
  const start = q.at;
  const name = readName(q);
  return name === undefined ? undefined : onOneLine(q, q.builder.alias(name, start, q.at));
}

/** `&name` with its value on the same line, or below. Before a key it would be the key's: left to the other reader. */
function anchoredNode(q: Cursor, parent: number): Node | undefined {
  const name = readName(q);
  if (name === undefined) return undefined;
  const line = q.line;
  skipToContent(q);
  if (isAtEnd(q)) return undefined;
  if (q.line === line) return blockNode(q, parent, false, name);
  return columnOf(q) > parent ? blockNode(q, parent, true, name) : undefined;
}

function blockList(q: Cursor, column: number, anchor: string | undefined): Node | undefined {
  const { builder, at: start } = q;
  if (builder.isTooLarge) return undefined;
  const items: Node[] = [];
  builder.enter(anchor, start);
  while (!isAtEnd(q) && columnOf(q) === column && isDash(q)) {
    q.at++;
    skipToContent(q);
    const item = isAtEnd(q) || columnOf(q) <= column ? undefined : blockNode(q, column, true, undefined);
    if (item === undefined) return undefined;
    items.push(item);
  }
  if (!isAtEnd(q) && columnOf(q) > column) return undefined;
  const node = builder.list(items, start, endOf(items.at(-1), start));
  builder.leave(anchor, node);
  return node;
}

function blockMap(q: Cursor, first: QuickKey, column: number, anchor: string | undefined): Node | undefined {
  const { builder, at: start } = q;
  if (builder.isTooLarge) return undefined;
  const raw: RawEntry[] = [];
  builder.enter(anchor, start);
  for (let key: QuickKey | 'none' | undefined = first; ; key = findKey(q)) {
    if (key === undefined || key === 'none') return undefined;
    const value = mapValue(q, key, column);
    if (value === undefined) return undefined;
    const keySpan = { file: builder.file, start: key.start, end: key.end };
    raw.push({ key: key.key, isPlain: key.isPlain, keySpan, value });
    if (isAtEnd(q) || columnOf(q) < column) break;
    if (columnOf(q) > column || isDash(q)) return undefined;
  }
  const node = builder.map(raw, start, endOf(raw.at(-1)?.value, start));
  builder.leave(anchor, node);
  return node;
}

function endOf(last: Node | undefined, start: number): number {
  return last === undefined ? start : Math.max(start, last.span.end);
}

function mapValue(q: Cursor, key: QuickKey, column: number): Node | undefined {
  q.at = key.colon + 1;
  skipSpaces(q);
  const code = codeAt(q);
  if (code === chars.ampersand) return anchoredValue(q, column);
  if (!isEnd(code) && code !== chars.hash) return blockNode(q, column, false, undefined);
  const from = q.at;
  skipToContent(q);
  const isNothing = isAtEnd(q) || columnOf(q) < column || (columnOf(q) === column && !isDash(q));
  return isNothing
    ? q.builder.plain('', key.colon + 1, key.colon + 1)
    : valueBelow(q, from, column, undefined);
}

/** A value on the lines below its key, which ends at `from`: deeper, or a list in the key's own column. */
function valueBelow(q: Cursor, from: number, column: number, anchor: string | undefined): Node | undefined {
  if (isAtEnd(q)) return undefined;
  if (columnOf(q) > column) {
    const isCommented = q.text.slice(from, q.at).includes('#');
    const node = blockNode(q, column, true, anchor);
    // Some comments between a key and its text are a fault to the other reader, which decides.
    return node?.kind === 'scalar' && isCommented ? undefined : node;
  }
  return columnOf(q) === column && isDash(q) ? blockList(q, column, anchor) : undefined;
}

function anchoredValue(q: Cursor, column: number): Node | undefined {
  const name = readName(q);
  if (name === undefined) return undefined;
  const { line, at: from } = q;
  skipToContent(q);
  if (isAtEnd(q)) return undefined;
  return q.line === line ? blockNode(q, column, false, name) : valueBelow(q, from, column, name);
}
