import type { ListNode, MapNode, Node } from './node.ts';
import { printBlock, printInline, printText } from './print-scalar.ts';

/**
 * A tree as YAML text that every YAML 1.1 reader takes back to the same data; comments, anchors and the author's
 * style are gone. Maps indent by two, dashes stand under their key (GT-Y1).
 */
export function printYaml(node: Node): string {
  return `${printLines(node, '').join('\n')}\n`;
}

function printLines(node: Node, pad: string): readonly string[] {
  if (node.kind === 'map' && node.entries.length > 0) return mapLines(node, pad);
  if (node.kind === 'list' && node.items.length > 0) return listLines(node, pad);
  return withValue(pad, node, pad);
}

function mapLines(map: MapNode, pad: string): string[] {
  const lines: string[] = [];
  for (const { key, value } of map.entries) {
    const name = printText(key);
    // A key of more than 1,024 characters has to be announced.
    const head = name.length > 1000 ? `${pad}? ${name}\n${pad}:` : `${pad}${name}:`;
    if (value.kind === 'map' && value.entries.length > 0) lines.push(head, ...mapLines(value, `${pad}  `));
    else if (value.kind === 'list' && value.items.length > 0) lines.push(head, ...listLines(value, pad));
    else lines.push(...withValue(`${head} `, value, pad));
  }
  return lines;
}

function listLines(list: ListNode, pad: string): string[] {
  const lines: string[] = [];
  for (const item of list.items) {
    const isBlock =
      item.kind === 'map' ? item.entries.length > 0 : item.kind === 'list' && item.items.length > 0;
    if (!isBlock) {
      lines.push(...withValue(`${pad}- `, item, pad));
      continue;
    }
    const [first = '', ...rest] = printLines(item, `${pad}  `);
    lines.push(`${pad}- ${first.slice(pad.length + 2)}`, ...rest);
  }
  return lines;
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
