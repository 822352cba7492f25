import type { TextEdit } from '../source/diagnostic.ts';
import type { Node } from './node.ts';

/** A hint, and the edit that does what it says. */
export interface ValueAdvice {
  readonly hint?: string;
  readonly fix?: readonly TextEdit[];
}

/** `1.20` where text is due: the usual mistake, and quotes mend it. Nothing for what is no plain value. */
export function quoted(node: Node): ValueAdvice {
  if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'string') return {};
  if (!isWritten(node, node.text)) return {};
  const text = `"${node.text}"`;
  return { hint: `Put it in quotes: ${text}.`, fix: [{ span: node.span, text }] };
}

/** `"true"` or `"3"` where a boolean or an integer is due. */
export function unquoted(node: Node, wanted: 'boolean' | 'integer'): ValueAdvice {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return {};
  const pattern = wanted === 'boolean' ? /^(?:true|false)$/ : /^(?:0|-?[1-9][0-9]*)$/;
  if (!pattern.test(node.text) || !isWritten(node, `"${node.text}"`)) return {};
  return {
    hint: `Leave out the quotes: ${node.text}.`,
    fix: [{ span: node.span, text: node.text }],
  };
}

/** One text where a list of them is due. */
export function bracketed(node: Node): ValueAdvice {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return {};
  const isPlain = !node.quoted && isWritten(node, node.text) && !/[,[\]{}\n]/.test(node.text);
  const isInQuotes = node.quoted && isWritten(node, `"${node.text}"`) && !/["'\n]/.test(node.text);
  if (!isPlain && !isInQuotes) return {};
  const { file, start, end } = node.span;
  const text = isPlain ? node.text : `"${node.text}"`;
  return {
    hint: `Write: [${text}]`,
    fix: [
      { span: { file, start, end: start }, text: '[' },
      { span: { file, start: end, end }, text: ']' },
    ],
  };
}

/** Whether the value stands in the file as it is, and no tag or block in its place. */
function isWritten(node: Node, text: string): boolean {
  return node.span.end - node.span.start === text.length;
}
