import { parseTemplate } from '../../expr/template.ts';
import type { Report } from '../../source/diagnostic.ts';
import { findEntry, type Node } from '../../tree/node.ts';
import {
  comparisonsOf,
  conditionExpressions,
  placeSpan,
  type StaticType,
  typeOfOperand,
  typeOfValue,
} from '../condition-expressions.ts';
import type { ConfigFacts } from '../facts.ts';
import type { ConditionSite, Rule } from '../rule.ts';

/** LOG-04, EXP-04: values of different types are never equal, and nobody is told. */
export const typeMismatch: Rule = {
  code: 'condition/type-mismatch',
  explanation:
    'Values of different types are never equal: `3` is not `"3"`, and a boolean parameter is not the text `"true"`. ' +
    'Such a comparison is decided before anything runs.',
  condition(site, report, facts) {
    checkEqual(site.condition, site, facts, report);
    for (const found of conditionExpressions(site))
      for (const { operator, place, left, right } of comparisonsOf(found.root)) {
        if (operator !== '==' && operator !== '!=') continue;
        const a = typeOfOperand(left, site, facts);
        const b = typeOfOperand(right, site, facts);
        if (a === undefined || b === undefined || a === b) continue;
        report(
          'condition/type-mismatch',
          placeSpan(found, place, facts),
          `"${operator}" compares ${a} with ${b}, so it is always ${operator === '!='}.`,
          { hint: 'Text stands in double quotes; numbers, true and false stand without.' },
        );
      }
  },
};

function checkEqual(node: Node, site: ConditionSite, facts: ConfigFacts, report: Report): void {
  if (node.kind === 'list') for (const item of node.items) checkEqual(item, site, facts, report);
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries)
    if (key === 'and' || key === 'or' || key === 'not') checkEqual(value, site, facts, report);
  const equal = findEntry(node, 'equal');
  if (equal?.value.kind !== 'list') return;
  const typed = equal.value.items.flatMap((item) => {
    const type = typeOfNode(item, site, facts);
    return type === undefined ? [] : [{ item, type }];
  });
  const [first] = typed;
  const odd = typed.find(({ type }) => type !== first?.type);
  if (odd === undefined || first === undefined) return;
  report(
    'condition/type-mismatch',
    odd.item.span,
    `"equal" compares ${first.type} with ${odd.type}, so it is never true.`,
    { hint: isTag(odd.item) ? mend(first.item, odd.type) : mend(odd.item, first.type) },
  );
}

/** A literal is changed more easily than what a tag stands for. */
function mend(item: Node, wanted: StaticType): string {
  if (item.kind !== 'scalar' || isTag(item))
    return 'Give both the same type: text in quotes, numbers, true and false without.';
  return wanted === 'text' ? `Write it in quotes: "${item.text}"` : `Write it without quotes: ${item.text}`;
}

function isTag(item: Node): boolean {
  return item.kind === 'scalar' && typeof item.value === 'string' && item.value.includes('<<');
}

/** A literal's type, or that of the one name in its tag; text around a tag makes text. */
function typeOfNode(node: Node, site: ConditionSite, facts: ConfigFacts): StaticType | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value !== 'string' || !node.value.includes('<<')) return typeOfValue(node.value);
  const { template } = parseTemplate(node.value);
  if (template === undefined) return undefined;
  if (template.whole === undefined) return 'text';
  return typeOfOperand(template.whole.expression.root, site, facts);
}
