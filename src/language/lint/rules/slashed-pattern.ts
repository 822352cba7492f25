import type { Report } from '../../source/diagnostic.ts';
import { findEntry, type Node } from '../../tree/node.ts';
import { writtenText } from '../plain-text.ts';
import type { Rule } from '../rule.ts';

/** LOG-06: the pattern of `matches` stands without slashes, and is compared with the whole value. */
export const slashedPattern: Rule = {
  code: 'condition/slashed-pattern',
  words: ['matches'],
  explanation:
    'The pattern of `matches` is the bare pattern. Slashes around it, as filters have them, are part of it there, so ' +
    'it fits only values that begin and end with a slash.',
  condition: (site, report) => check(site.condition, report),
};

function check(node: Node, report: Report): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) check(item, report);
    return;
  }
  for (const { key, value } of node.entries)
    if (key === 'and' || key === 'or' || key === 'not') check(value, report);
  const matches = findEntry(node, 'matches')?.value;
  const pattern = matches?.kind === 'map' ? findEntry(matches, 'pattern')?.value : undefined;
  const text = writtenText(pattern) ?? '';
  if (pattern === undefined || !/^\/.+\/$/s.test(text)) return;
  report(
    'condition/slashed-pattern',
    pattern.span,
    'The slashes are part of this pattern, so it fits only what has slashes itself.',
    { hint: `Write: pattern: ${JSON.stringify(text.slice(1, -1))}` },
  );
}
