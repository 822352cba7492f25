import { parseTemplate } from '../../expr/template.ts';
import { hasDottedName } from '../condition-expressions.ts';
import type { Report } from '../../source/diagnostic.ts';
import type { Node } from '../../tree/node.ts';
import type { ConditionSite, Rule } from '../rule.ts';

/** EXP-14: tags in longer text make text, and text that is not empty is true. */
export const alwaysTrue: Rule = {
  code: 'condition/always-true',
  explanation:
    'A condition such as `when: << pipeline.git.branch >> == "main"` is filled in first and is then just text, ' +
    'which is true whatever it says. An expression stands without `<< >>`. In a step, text without a name such as ' +
    '`parameters.x` is no expression either: even `condition: "false"` is true.',
  condition(site, report) {
    if (site.place === 'filter') return;
    if (site.place === 'step') checkStepText(site, report);
    checkPart(site.condition, site, report);
  },
};

/** LOG-03, EXP-16: text that is no expression is true, the text "false" as well. */
function checkStepText({ condition, what }: ConditionSite, report: Report): void {
  if (condition.kind !== 'scalar' || typeof condition.value !== 'string') return;
  const text = condition.value;
  if (text === '' || text.includes('<<') || hasDottedName(text)) return;
  report(
    'condition/always-true',
    condition.span,
    `The condition of ${what} is the text "${text}", and text is always true.`,
    {
      hint: 'Write << parameters.name >>, or a logic statement such as equal: [value, << parameters.name >>]',
    },
  );
}

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
