import {
  isAlias,
  isMap,
  isScalar,
  parseDocument,
  type Alias,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLParseError,
  type YAMLSeq,
} from 'yaml';
import { findings, type Report } from '../source/diagnostic.ts';
import type { SourceFile } from '../source/source-file.ts';
import { excerptAround } from './excerpt.ts';
import type { RawEntry } from './map-entries.ts';
import { explainSyntaxError } from './explain-syntax-error.ts';
import type { Node, ScalarNode, ScalarValue } from './node.ts';
import { plainScalarValue } from './plain-scalar.ts';
import { readQuickly } from './quick-reader.ts';
import type { LocalEdit, SyntaxTrouble } from './syntax-trouble.ts';
import { type AliasUse, treeBuilder, type TreeBuilder } from './tree-builder.ts';

/** Longest text that is read, in UTF-16 units. The largest real configs known have about 1 M. */
export const maxTextLength = 4_000_000;
/** Longest text that the `yaml` package is given: it takes about 3 µs and 800 bytes a character. */
const maxFullLength = 150_000;

/**
 * Reads one YAML 1.1 document as SnakeYAML does (DOC-01 to DOC-05). Undefined when the text has no usable tree; the
 * error that says why is reported. Duplicate keys only warn: the last one counts. The aliases are added to `uses`.
 */
export function readYaml(file: SourceFile, report: Report, uses: AliasUse[] = []): Node | undefined {
  const { text } = file;
  const at = (start: number, end: number) => ({ file: file.id, start, end });
  if (text.length > maxTextLength) {
    report('yaml/too-large', at(0, 0), `The config has more than ${maxTextLength} characters.`, {
      hint: 'Split it with dynamic configuration, or move scripts into files of their own.',
    });
    return undefined;
  }
  const found = findings();
  const quickUses: AliasUse[] = [];
  const quick = readQuickly(text, treeBuilder(file.id, found.report, quickUses));
  if (quick.kind === 'unsure' && text.length <= maxFullLength) return readFully(file, report, uses);
  uses.push(...quickUses);
  for (const { code, span, message, ...extras } of found.all) report(code, span, message, extras);
  if (quick.kind === 'tree') return quick.tree;
  if (quick.kind === 'unsure') reportLongText(file, quick.at, report);
  return undefined;
}

/** A fault in a text too long for the `yaml` package, which is asked for what stands around it. */
function reportLongText(file: SourceFile, place: number, report: Report): void {
  const error = parseDocument(excerptAround(file.text, place), options).errors[0];
  if (error !== undefined) return reportSyntax(file, error, report);
  const span = { file: file.id, start: place, end: Math.min(place + 1, file.text.length) };
  report('yaml/syntax', span, 'The text cannot be read from here on.', {
    hint: `Either this is not YAML, or it is written in a rare way that is read only up to ${maxFullLength} characters.`,
  });
}

function reportSyntax(file: SourceFile, error: YAMLParseError, report: Report): void {
  const found = explainSyntaxError(file.text, error);
  const { code, start, end, message, hint } = found;
  const fix = mends(found, file.text) ? found.edits : undefined;
  report(code, { file: file.id, start, end }, message, {
    ...(hint !== undefined && { hint }),
    ...(fix && {
      fix: fix.map((e) => ({ span: { file: file.id, start: e.start, end: e.end }, text: e.text })),
    }),
  });
}

/** Tried out: with the edits made, the text is YAML, or its first fault stands further down. */
function mends({ end, edits = [] }: SyntaxTrouble, text: string): boolean {
  if (edits.length === 0 || text.length > maxFullLength) return false;
  const mended = replaceAll(text, edits);
  const next = parseDocument(mended, options).errors[0];
  return next === undefined || next.pos[0] > end + mended.length - text.length;
}

function replaceAll(text: string, edits: readonly LocalEdit[]): string {
  return edits.toReversed().reduce((t, e) => t.slice(0, e.start) + e.text + t.slice(e.end), text);
}

/** By the `yaml` package, which knows all of YAML. */
export function readFully(file: SourceFile, report: Report, uses: AliasUse[] = []): Node | undefined {
  const at = (start: number, end: number) => ({ file: file.id, start, end });
  const document = parseDocument(file.text, options);
  const error = document.errors[0];
  if (error !== undefined) {
    reportSyntax(file, error, report);
    return undefined;
  }
  if (document.contents === null) {
    report('yaml/syntax', at(0, 0), 'The file holds nothing but blanks and comments.');
    return undefined;
  }
  const builder = treeBuilder(file.id, report, uses);
  const tree = nodeOf(document.contents, { builder, text: file.text });
  return builder.hasFailed ? undefined : tree;
}

/**
 * Every scalar comes as text (`failsafe`), for our own table decides its type; aliases, merges and duplicate keys are
 * ours as well. Version 1.2 of the grammar differs from 1.1 only in corners that no config uses.
 */
const options = {
  version: '1.2',
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

interface Walk {
  readonly builder: TreeBuilder;
  readonly text: string;
}

function nodeOf(node: ParsedNode, walk: Walk): Node {
  if (isScalar(node)) return scalarOf(node, walk);
  if (isAlias(node)) return aliasOf(node, walk);
  const { builder } = walk;
  const [start, end] = node.range;
  builder.enter(node.anchor, start);
  const built = isMap(node) ? mapOf(node, walk, start, end) : listOf(node, walk, start, end);
  builder.leave(node.anchor, built);
  return built;
}

function aliasOf(node: Alias.Parsed, { builder }: Walk): Node {
  return builder.alias(node.source, node.range[0], node.range[1]);
}

function listOf(node: YAMLSeq.Parsed, walk: Walk, start: number, end: number): Node {
  const items: Node[] = [];
  for (const item of node.items) {
    if (walk.builder.isTooLarge) break;
    items.push(nodeOf(item as ParsedNode, walk));
  }
  return walk.builder.list(items, start, node.flow === true ? end : contentEnd(start, items.at(-1)));
}

function mapOf(node: YAMLMap.Parsed, walk: Walk, start: number, end: number): Node {
  const raw: RawEntry[] = [];
  for (const pair of node.items) {
    if (walk.builder.isTooLarge) break;
    const key = keyOf(pair.key, walk);
    const value =
      pair.value === null
        ? walk.builder.plain('', key.keySpan.end, key.keySpan.end)
        : valueOf(pair.value, key, walk);
    raw.push({ ...key, value });
  }
  return walk.builder.map(raw, start, node.flow === true ? end : contentEnd(start, raw.at(-1)?.value));
}

/** Of a value that is not there (`key:`) the parser tells a place after comments; ours is right behind the colon. */
function valueOf(node: ParsedNode, key: Omit<RawEntry, 'value'>, walk: Walk): Node {
  const isEmpty = isScalar(node) && node.type === 'PLAIN' && node.range[0] === node.range[1];
  if (!isEmpty || node.anchor !== undefined) return nodeOf(node, walk);
  const colon = walk.text.indexOf(':', key.keySpan.end) + 1;
  const place = colon === 0 || colon > node.range[0] ? node.range[0] : colon;
  return node.tag === undefined ? walk.builder.plain('', place, place) : nodeOf(node, walk);
}

/** A block map or list ends where its last value does; the parser counts blank lines and comments after it in. */
function contentEnd(start: number, last: Node | undefined): number {
  return last === undefined ? start : Math.max(start, last.span.end);
}

function keyOf(key: ParsedNode, walk: Walk): Omit<RawEntry, 'value'> {
  const node = nodeOf(key, walk);
  if (node.kind === 'scalar') {
    const isPlain = isScalar(key) && key.type === 'PLAIN' && key.tag === undefined;
    const keySpan = { file: walk.builder.file, start: key.range[0], end: key.range[1] };
    return { key: node.text, isPlain, keySpan };
  }
  walk.builder.fail('yaml/syntax', node.span, 'A key must be a single value, not a map or list.', {
    hint: 'Put quotes around it if it is text.',
  });
  return { key: '', isPlain: false, keySpan: node.span };
}

function scalarOf(node: Scalar.Parsed, walk: Walk): ScalarNode {
  const { builder } = walk;
  const [start, valueEnd] = node.range;
  const text = String(node.value);
  const isPlain = node.type === 'PLAIN';
  if (node.tag !== undefined) return taggedScalar(node, text, walk);
  if (isPlain) return builder.plain(text, start, valueEnd, node.anchor);
  const end = isBlock(node) ? endOfText(walk.text, start, valueEnd) : valueEnd;
  return builder.scalar(text, text, true, { file: builder.file, start, end }, node.anchor);
}

function isBlock(node: Scalar.Parsed): boolean {
  return node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
}

/** Without the line break and blank lines at the end, so that nothing that follows is underlined. */
function endOfText(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && ' \t\r\n'.includes(text.charAt(last - 1))) last--;
  return last;
}

const core = 'tag:yaml.org,2002:';

/** `!!str 3` and the like; a tag that SnakeYAML has no constructor for is refused there, too. */
function taggedScalar(node: Scalar.Parsed, text: string, walk: Walk): ScalarNode {
  const { builder } = walk;
  const [start, end] = node.range;
  const span = { file: builder.file, start, end };
  const value = taggedValue(node.tag ?? '', text);
  if (value !== undefined) return builder.scalar(value, text, typeof value === 'string', span, node.anchor);
  builder.fail(
    'yaml/syntax',
    span,
    `The YAML tag ${shortTag(node.tag ?? '')} does not fit this value or is not known.`,
    {
      hint: 'Remove the tag, or put quotes around the value if the exclamation mark is text.',
    },
  );
  return builder.scalar(text, text, true, span, node.anchor);
}

function taggedValue(tag: string, text: string): ScalarValue | undefined {
  if (tag === '!' || tag === `${core}str` || tag === `${core}binary`) return text;
  const value = plainScalarValue(text);
  switch (tag) {
    case `${core}null`:
      return value === null ? null : undefined;
    case `${core}bool`:
      return typeof value === 'boolean' ? value : undefined;
    case `${core}int`:
      return Number.isInteger(value) ? value : undefined;
    case `${core}float`:
      return typeof value === 'number' ? value : undefined;
    case `${core}timestamp`:
      return text;
    default:
      return undefined;
  }
}

function shortTag(tag: string): string {
  return tag.startsWith(core) ? `!!${tag.slice(core.length)}` : tag;
}
