import type { ScalarNode } from './node.ts';
import { plainScalarValue } from './plain-scalar.ts';

/**
 * How scalars are written so that every YAML 1.1 reader takes back the same value, in the style of CircleCI's own
 * output (GT-Y1, GT2-Y2): plain where that is safe, single quotes where plain text would change its type or begin
 * oddly, `|` for several lines, double quotes where blanks or invisible characters would be lost.
 */

/** A scalar on one line; text of several lines is escaped. */
export function printInline(node: ScalarNode): string {
  const { value } = node;
  if (value === null) return 'null';
  if (typeof value === 'number') return printNumber(value, node.text);
  return typeof value === 'boolean' ? String(value) : printText(value);
}

/** A mapping's key: it is text, whatever it looks like. */
export function printText(text: string): string {
  if (needsEscapes.test(text) || text.includes('\n')) return doubleQuoted(text);
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/**
 * Header and lines of a block scalar (`|`, `|-`, `|2`), or undefined where the text is better written on one line.
 * The lines are to be indented by two more than what they belong to; empty ones are left empty.
 */
export function printBlock(
  value: string,
): { readonly header: string; readonly lines: readonly string[] } | undefined {
  if (!value.includes('\n') || needsEscapes.test(value) || /[ ](?:\n|$)|^\n*$|\n\n$/.test(value))
    return undefined;
  const digit = /^\n* /.test(value) ? '2' : '';
  const chomp = value.endsWith('\n') ? '' : '-';
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  return { header: `|${digit}${chomp}`, lines: body.split('\n') };
}

/** Tabs, controls, the line breaks that only YAML 1.1 knows, the byte-order mark, halves of surrogate pairs. */
const needsEscapes =
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function isPlain(text: string): boolean {
  if (text === '' || text.trim() !== text || plainScalarValue(text) !== text) return false;
  if (/^[!&*%@`"'#,[\]{}|>]|^[-?:](?: |$)|^(?:---|\.\.\.)|: |:$| #/.test(text)) return false;
  return !looksTyped(text);
}

/**
 * What this or that reader of YAML 1.1 takes for another type, though SnakeYAML does not. A lone dot, which every
 * second config has as a path, is left plain as CircleCI leaves it, though the `yaml` package reads NaN from it.
 */
export function looksTyped(text: string): boolean {
  if (text === '.') return false;
  return (
    /^(?:[yYnN]|=|<<|~)$/.test(text) ||
    /^[-+]?(?:[0-9][0-9_]*|[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|0[box][0-9a-fA-F_]+)$/.test(text) ||
    /^[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?$/.test(text) ||
    /^\d{4}-\d\d?-\d\d?/.test(text)
  );
}

function doubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Canonical form; the digits as written where a JavaScript number can't hold them. */
export function printNumber(value: number, text: string): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?[1-9][0-9]*$/.test(text)) return text;
  const printed = String(value);
  // `1e+21` without a dot is text to SnakeYAML.
  return /e/.test(printed) && !printed.includes('.') ? printed.replace('e', '.0e') : printed;
}
