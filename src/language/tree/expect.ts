import type { Report } from '../source/diagnostic.ts';
import { describeNode } from './describe-node.ts';
import { quoted } from './mend-value.ts';
import type { ListNode, MapNode, Node } from './node.ts';

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

/** Text only: an unquoted `3` or `yes` is not text (PAR-12, PAR-14), and the hint says to quote it. */
export function expectString(node: Node, what: string, report: Report): string | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  if (node.kind !== 'scalar' || node.value === null) return wrongType(node, what, 'text', report);
  return wrongType(node, what, 'text', report, quoted(node));
}

function wrongType(node: Node, what: string, wanted: string, report: Report, advice = {}): undefined {
  const message = `${what} needs ${wanted}, found ${describeNode(node)}.`;
  report('config/wrong-type', node.span, message.charAt(0).toUpperCase() + message.slice(1), advice);
  return undefined;
}
