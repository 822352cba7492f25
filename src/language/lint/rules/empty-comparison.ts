import type { Expr } from '../../expr/ast.ts';
import { comparisonsOf, conditionExpressions, placeSpan } from '../condition-expressions.ts';
import type { Rule } from '../rule.ts';

/** EXP-10: a pipeline value without a value is undefined, and what is undefined equals nothing. */
export const emptyComparison: Rule = {
  code: 'condition/empty-comparison',
  explanation:
    'A pipeline value that has no value (`pipeline.git.tag` on a branch) is undefined in an expression, and comparing ' +
    'what is undefined is never true. So `pipeline.git.tag == ""` holds neither on a branch nor on a tag.',
  condition(site, report, facts) {
    for (const found of conditionExpressions(site))
      for (const { operator, place, left, right } of comparisonsOf(found.root)) {
        if (operator !== '==') continue;
        const name = nameBesideEmpty(left, right) ?? nameBesideEmpty(right, left);
        if (name === undefined) continue;
        report(
          'condition/empty-comparison',
          placeSpan(found, place, facts),
          `${name} == "" is never true: without a value it is undefined, which equals nothing.`,
          { hint: `Write: not ${name}` },
        );
      }
  },
};

function nameBesideEmpty(name: Expr, empty: Expr): string | undefined {
  if (name.kind !== 'name' || empty.kind !== 'literal' || empty.value !== '') return undefined;
  return /^pipeline\.(?!parameters\.)/.test(name.name) ? name.name : undefined;
}
