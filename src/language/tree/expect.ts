import type { Report } from '../source/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { describeNode } from './describe-node.ts';
import type { ListNode, MapNode, Node, ScalarNode } from './node.ts';

/**
 * Each `expect*` narrows a node or reports `config/wrong-type` ("build needs a map, found a list") and answers
 * undefined. `what` names the thing in the message, with its article: `a job`, `"parallelism"`.
 */
export function expectMap(node: Node, what: string, report: Report): MapNode | undefined {
  return node.kind === 'map' ? node : wrongType(node, what, 'a map', report);
}

export function expectList(node: Node, what: string, report: Report): ListNode | undefined {
  return node.kind === 'list' ? node : wrongType(node, what, 'a list', report);
}

/** Any scalar, null included. */
export function expectScalar(node: Node, what: string, report: Report): ScalarNode | undefined {
  return node.kind === 'scalar' ? node : wrongType(node, what, 'a single value', report);
}

/** Text only: an unquoted `3` or `yes` is not text (PAR-12, PAR-14), and the hint says to quote it. */
export function expectString(node: Node, what: string, report: Report): string | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  if (node.kind !== 'scalar' || node.value === null) return wrongType(node, what, 'text', report);
  return wrongType(node, what, 'text', report, `Put it in quotes: "${node.text}".`);
}

/** Text, or a number or boolean as it was written; for keys where CircleCI takes all three (versions, `xcode`). */
export function expectText(node: Node, what: string, report: Report): string | undefined {
  if (node.kind === 'scalar' && node.value !== null) return node.text;
  return wrongType(node, what, 'text', report);
}

export function expectBoolean(node: Node, what: string, report: Report): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  const hint = isQuoted(node, /^(?:true|false)$/) ? 'Remove the quotes.' : undefined;
  return wrongType(node, what, 'true or false', report, hint);
}

export function expectInteger(node: Node, what: string, report: Report): number | undefined {
  if (node.kind === 'scalar' && Number.isSafeInteger(node.value)) return node.value as number;
  const hint = isQuoted(node, /^[-+]?[0-9]+$/) ? 'Remove the quotes.' : undefined;
  return wrongType(node, what, 'an integer', report, hint);
}

/** A text, or a list of texts, as many keys allow; always answered as a list with each text's span. */
export function expectStrings(node: Node, what: string, report: Report): readonly SpannedText[] | undefined {
  if (node.kind === 'map') return wrongType(node, what, 'text or a list of texts', report);
  const items = node.kind === 'list' ? node.items : [node];
  const texts = items.flatMap((item) => {
    const text = expectString(item, what, report);
    return text === undefined ? [] : [{ text, span: item.span }];
  });
  return texts.length === items.length ? texts : undefined;
}

export interface SpannedText {
  readonly text: string;
  readonly span: Span;
}

function isQuoted(node: Node, pattern: RegExp): boolean {
  return node.kind === 'scalar' && node.quoted && pattern.test(node.text);
}

function wrongType(node: Node, what: string, wanted: string, report: Report, hint?: string): undefined {
  const message = `${what} needs ${wanted}, found ${describeNode(node)}.`;
  const extras = hint === undefined ? {} : { hint };
  report('config/wrong-type', node.span, message.charAt(0).toUpperCase() + message.slice(1), extras);
  return undefined;
}
