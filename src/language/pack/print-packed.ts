import type { ListNode, MapNode, Node, ScalarNode } from '../tree/node.ts';
import { plainScalarValue } from '../tree/plain-scalar.ts';
import { looksTyped, printBlock, printInline, printText } from '../tree/print-scalar.ts';
import { compareKeys } from './compare-keys.ts';

/**
 * A packed tree as the CircleCI CLI writes it, so that a committed one does not change with the tool that made it
 * (GT2-P1): keys sorted on every level, maps and lists indented to the next multiple of four, double quotes around
 * text that would be read as another type.
 */
export function printPacked(node: Node): string {
  return `${linesOf(node, 0).join('\n')}\n`;
}

/** The lines of a map or list whose indent is `indent`, the indent before them. */
function linesOf(node: Node, indent: number): readonly string[] {
  if (node.kind === 'map' && node.entries.length > 0) return mapLines(node, indent);
  if (node.kind === 'list' && node.items.length > 0) return listLines(node, indent);
  return inline(' '.repeat(indent), node, indent, nextIndent(indent));
}

function mapLines(map: MapNode, indent: number): readonly string[] {
  const entries = new Map(map.entries.map((e) => [e.key, e.value]));
  const next = nextIndent(indent);
  return [...entries.keys()].toSorted(compareKeys).flatMap((key) => {
    const value = entries.get(key) ?? map;
    const head = `${' '.repeat(indent)}${text(key)}:`;
    return isBlock(value) ? [head, ...linesOf(value, next)] : inline(`${head} `, value, indent, next);
  });
}

/** What an item holds stands right behind its dash. */
function listLines(list: ListNode, indent: number): readonly string[] {
  const dash = `${' '.repeat(indent)}- `;
  return list.items.flatMap((item) => {
    if (!isBlock(item)) return inline(dash, item, indent, indent + 2);
    const [first = '', ...rest] = linesOf(item, indent + 2);
    return [dash + first.slice(dash.length), ...rest];
  });
}

function nextIndent(indent: number): number {
  return 4 * Math.floor((indent + 4) / 4);
}

function isBlock(node: Node): boolean {
  return (node.kind === 'map' && node.entries.length > 0) || (node.kind === 'list' && node.items.length > 0);
}

/** A value that begins on the line of its key or dash; text of several lines is indented by `textIndent`. */
function inline(head: string, node: Node, indent: number, textIndent: number): readonly string[] {
  if (node.kind !== 'scalar') return [head + (node.kind === 'map' ? '{}' : '[]')];
  const block = typeof node.value === 'string' ? blockOf(node.value) : undefined;
  if (block === undefined) return [head + scalar(node)];
  const header = block.header.replace('2', String(textIndent - indent));
  const pad = ' '.repeat(textIndent);
  return [head + header, ...block.lines.map((line) => (line === '' ? '' : pad + line))];
}

/** Scripts with tabs stay readable here. */
function blockOf(value: string): ReturnType<typeof printBlock> {
  const block = printBlock(value.replaceAll('\t', 'x'));
  return block && { header: block.header, lines: value.replace(/\n$/, '').split('\n') };
}

function scalar(node: ScalarNode): string {
  return typeof node.value === 'string' ? text(node.value) : printInline(node);
}

function text(value: string): string {
  const isTyped = value === '' || plainScalarValue(value) !== value || looksTyped(value);
  return isTyped ? JSON.stringify(value) : printText(value);
}
