import { parseTemplate } from '../../expr/template.ts';
import type { Report } from '../../source/diagnostic.ts';
import type { Node } from '../../tree/node.ts';
import type { ConditionSite, Rule } from '../rule.ts';

/** EXP-14: tags in longer text make text, and text that is not empty is true. */
export const alwaysTrue: Rule = {
  code: 'condition/always-true',
  explanation:
    'A condition such as `when: << pipeline.git.branch >> == "main"` is filled in first and is then just text, ' +
    'which is true whatever it says. An expression stands without `<< >>`.',
  condition: (site, report) => checkPart(site.condition, site, report),
};

function checkPart(node: Node, site: ConditionSite, report: Report): void {
  if (node.kind === 'scalar') {
    if (isConstant(node.value)) reportConstant(node, site, report);
    return;
  }
  if (node.kind === 'list') {
    for (const item of node.items) checkPart(item, site, report);
    return;
  }
  for (const { key, value } of node.entries)
    if (key === 'and' || key === 'or' || key === 'not') checkPart(value, site, report);
}

/** Some text around a tag is certain to be there: the whole is never empty. */
function isConstant(value: unknown): boolean {
  if (typeof value !== 'string' || !value.includes('<<')) return false;
  const { template } = parseTemplate(value);
  if (template === undefined || template.whole !== undefined) return false;
  return template.parts.some((part) => part.kind === 'text' && part.text !== '');
}

function reportConstant(node: Node & { kind: 'scalar' }, { what }: ConditionSite, report: Report): void {
  const isExpression = /==|!=|<=|>=|\b(?:and|or|not|matches|starts-with|contains)\b/i.test(node.text);
  report(
    'condition/always-true',
    node.span,
    `The condition of ${what} is text around a tag, which is always true.`,
    {
      hint: isExpression
        ? `Write the expression without tags: ${node.text.replaceAll(/<<\s*(.*?)\s*>>/g, '$1').trim()}`
        : 'Compare it: equal: [value, << … >>]',
    },
  );
}
