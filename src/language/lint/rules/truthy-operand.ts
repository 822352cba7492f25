import type { Expr } from '../../expr/ast.ts';
import type { Report } from '../../source/diagnostic.ts';
import { type ConditionExpression, conditionExpressions, placeSpan } from '../condition-expressions.ts';
import type { ConfigFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';

/** EXP-08: in an expression `0` and `""` are true; only `false` and what is absent are not. */
export const truthyOperand: Rule = {
  code: 'condition/truthy-operand',
  explanation:
    'In an expression only `false` and a value that is absent are false; text and numbers are true, `""` and `0` as ' +
    'well. So `pipeline.git.branch == "main" or "develop"` is always true, and so is a pipeline parameter of type ' +
    'string or integer by itself.',
  condition(site, report, facts) {
    for (const found of conditionExpressions(site)) check(found.root, found, site.what, facts, report);
  },
};

/** Goes where the truth of an operand is asked for: the whole, and what `and`, `or`, `not` join. */
function check(
  expr: Expr,
  found: ConditionExpression,
  what: string,
  facts: ConfigFacts,
  report: Report,
): void {
  if (expr.kind === 'and' || expr.kind === 'or') {
    check(expr.left, found, what, facts, report);
    check(expr.right, found, what, facts, report);
    return;
  }
  if (expr.kind === 'not') {
    check(expr.operand, found, what, facts, report);
    return;
  }
  // A tag's own value is judged by the rules of logic statements, and "x" or 1 in it may be the value that is meant.
  if (found.isTag && expr === found.root) return;
  if (expr.kind === 'literal' && (typeof expr.value === 'string' || typeof expr.value === 'bigint')) {
    const written = typeof expr.value === 'string' ? JSON.stringify(expr.value) : String(expr.value);
    report(
      'condition/truthy-operand',
      found.node.span,
      `In the condition of ${what}, ${written} stands by itself, and ${typeof expr.value === 'string' ? 'text' : 'a number'} is always true.`,
      { hint: `Compare on both sides: name == "one" or name == ${written}` },
    );
  }
  if (expr.kind === 'name' && !found.isTag) checkName(expr, found, facts, report);
}

/** A pipeline parameter always has a value; one that is no boolean is therefore always true. */
function checkName(
  expr: Extract<Expr, { kind: 'name' }>,
  found: ConditionExpression,
  facts: ConfigFacts,
  report: Report,
): void {
  const prefix = 'pipeline.parameters.';
  if (!expr.name.startsWith(prefix)) return;
  const type = facts.config.parameters.get(expr.name.slice(prefix.length))?.type;
  if (type === undefined || type === 'boolean') return;
  report(
    'condition/truthy-operand',
    placeSpan(found, expr.place, facts),
    `"${expr.name}" is of type ${type}, so it is always true in an expression, even ${type === 'integer' ? 'as 0' : 'where it is empty'}.`,
    { hint: `Compare it: ${expr.name} != ${type === 'integer' ? '0' : '""'}` },
  );
}
