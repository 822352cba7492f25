import type { Entry, ListNode, MapNode, Node } from './node.ts';
import { printBlock, printInline, printText } from './print-scalar.ts';

/** Lines of comment above an entry of a map or an item of a list. One object in two places gets them at both. */
export type Comments = ReadonlyMap<Entry | Node, readonly string[]>;

/**
 * A tree as YAML text that every YAML 1.1 reader takes back to the same data; comments, anchors and the author's
 * style are gone. Maps indent by two, dashes stand under their key (GT-Y1).
 */
export function printYaml(node: Node, comments: Comments = new Map()): string {
  return `${printLines(node, '', comments).join('\n')}\n`;
}

function printLines(node: Node, pad: string, comments: Comments): readonly string[] {
  if (node.kind === 'map' && node.entries.length > 0) return mapLines(node, pad, comments);
  if (node.kind === 'list' && node.items.length > 0) return listLines(node, pad, comments);
  return withValue(pad, node, pad);
}

function mapLines(map: MapNode, pad: string, comments: Comments): string[] {
  const lines: string[] = [];
  for (const entry of map.entries) {
    const { key, value } = entry;
    lines.push(...commentLines(entry, pad, comments));
    const name = printText(key);
    // A key of more than 1,024 characters has to be announced.
    const head = name.length > 1000 ? `${pad}? ${name}\n${pad}:` : `${pad}${name}:`;
    if (value.kind === 'map' && value.entries.length > 0)
      lines.push(head, ...mapLines(value, `${pad}  `, comments));
    else if (value.kind === 'list' && value.items.length > 0)
      lines.push(head, ...listLines(value, pad, comments));
    else lines.push(...withValue(`${head} `, value, pad));
  }
  return lines;
}

function listLines(list: ListNode, pad: string, comments: Comments): string[] {
  const lines: string[] = [];
  for (const item of list.items) {
    lines.push(...commentLines(item, pad, comments));
    const isBlock =
      item.kind === 'map' ? item.entries.length > 0 : item.kind === 'list' && item.items.length > 0;
    if (!isBlock) {
      lines.push(...withValue(`${pad}- `, item, pad));
      continue;
    }
    const [first = '', ...rest] = printLines(item, `${pad}  `, comments);
    lines.push(`${pad}- ${first.slice(pad.length + 2)}`, ...rest);
  }
  return lines;
}

/** A comment stands less deep than any text above it, so that it can't be taken for the end of that. */
function commentLines(of: Entry | Node, pad: string, comments: Comments): readonly string[] {
  return (comments.get(of) ?? []).map((line) => `${pad}# ${withoutBreaks(line)}`);
}

function withoutBreaks(line: string): string {
  return line.replaceAll(/[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u2028\u2029]/g, ' ');
}

/** The lines of a value that begins on its key's or dash's line. */
function withValue(head: string, node: Node, pad: string): readonly string[] {
  if (node.kind === 'map') return [`${head}{}`];
  if (node.kind === 'list') return [`${head}[]`];
  const block = typeof node.value === 'string' ? printBlock(node.value) : undefined;
  if (block === undefined) return [`${head}${printInline(node)}`];
  const indent = `${pad}  `;
  return [`${head}${block.header}`, ...block.lines.map((line) => (line === '' ? '' : indent + line))];
}
