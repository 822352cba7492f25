import type { TextEdit } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { ScalarNode } from '../tree/node.ts';
import type { Context } from './context.ts';

/**
 * The edit that escapes the `<<` of a shell here-document at, or right before, `at`: certain where a later line of the
 * text is the word that ends one. In double quotes a backslash is written twice.
 */
export function escapedHeredoc(
  node: ScalarNode,
  at: Span,
  context: Context,
): { readonly hint?: string; readonly fix?: readonly TextEdit[] } {
  const source = context.files.get(at.file)?.text ?? '';
  const start = source.startsWith('<<', at.start) ? at.start : at.start - 2;
  const opening = /^<<[-~]?\s?(["']?)(\w+)\1/.exec(source.slice(start, start + 80));
  const word = opening?.[2];
  if (word === undefined || start < node.span.start) return {};
  const isEnded = node.text.split('\n').some((line) => line.trim() === word);
  if (!isEnded) return {};
  const text = source[node.span.start] === '"' ? '\\\\' : '\\';
  return {
    hint: `Write ${text}${opening?.[0]} in a here-document: from version 2.1 on a plain << opens a tag.`,
    fix: [{ span: { file: at.file, start, end: start }, text }],
  };
}
