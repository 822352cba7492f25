import type { Parameters } from '../config/ast.ts';
import type { Expr, Place } from '../expr/ast.ts';
import { parseExpression } from '../expr/parser.ts';
import { pipelineValues } from '../expr/pipeline-values.ts';
import { parseTemplate } from '../expr/template.ts';
import type { Node, ScalarNode } from '../tree/node.ts';
import { spanWithin } from '../tree/span-within.ts';
import type { Span } from '../source/span.ts';
import type { ConfigFacts } from './facts.ts';
import type { ConditionSite } from './rule.ts';

/** An expression of a condition. */
export interface ConditionExpression {
  readonly root: Expr;
  readonly node: ScalarNode;
  /** Of its text within the node's. */
  readonly offset: number;
  /** It stands in a tag, so what it comes to is a value, whose truth the logic statement around it decides (LOG-03). */
  readonly isTag: boolean;
}

/** The expressions of a condition: itself, or those in the tags of its logic statements. */
export function conditionExpressions(site: ConditionSite): readonly ConditionExpression[] {
  const { condition, place } = site;
  const text = condition.kind === 'scalar' && typeof condition.value === 'string' ? condition.value : '';
  if (condition.kind === 'scalar' && text !== '' && !text.includes('<<')) {
    if (place === 'step' && !hasDottedName(text)) return [];
    const parsed = parseExpression(text);
    return parsed.kind === 'error' ? [] : [{ root: parsed.root, node: condition, offset: 0, isTag: false }];
  }
  return place === 'filter' ? [] : scalarsOf(condition).flatMap(tagExpression);
}

/** EXP-16. */
export function hasDottedName(text: string): boolean {
  return /(?:^|[\s(])(?:pipeline|parameters|matrix)\.[a-zA-Z]/.test(text);
}

function tagExpression(node: ScalarNode): readonly ConditionExpression[] {
  if (typeof node.value !== 'string' || !node.value.includes('<<')) return [];
  const whole = parseTemplate(node.value).template?.whole;
  if (whole === undefined) return [];
  return [{ root: whole.expression.root, node, offset: whole.bodyOffset, isTag: true }];
}

function scalarsOf(node: Node): readonly ScalarNode[] {
  if (node.kind === 'scalar') return [node];
  return node.kind === 'list'
    ? node.items.flatMap(scalarsOf)
    : node.entries.flatMap((e) => scalarsOf(e.value));
}

/** Where a part of an expression stands in the file. */
export function placeSpan({ node, offset }: ConditionExpression, place: Place, facts: ConfigFacts): Span {
  return spanWithin(node, facts.source.text, offset + place.offset, place.length);
}

/** What kind of value is there for certain; undefined where that is open. */
export type StaticType = 'text' | 'a number' | 'a boolean';

/** The type of a name, as registry or declaration give it. */
export function typeOfName(name: string, site: ConditionSite, facts: ConfigFacts): StaticType | undefined {
  if (name.startsWith('pipeline.parameters.'))
    return declaredType(facts.config.parameters, name.slice('pipeline.parameters.'.length));
  if (name.startsWith('pipeline.')) {
    const type = pipelineValues.get(name.slice('pipeline.'.length))?.type;
    return type && staticTypes[type];
  }
  return name.startsWith('parameters.')
    ? declaredType(site.parameters, name.slice('parameters.'.length))
    : undefined;
}

function declaredType(parameters: Parameters, name: string): StaticType | undefined {
  const type = parameters.get(name)?.type;
  return type === undefined ? undefined : staticTypes[type];
}

const staticTypes: Readonly<Record<string, StaticType>> = {
  string: 'text',
  enum: 'text',
  env_var_name: 'text',
  integer: 'a number',
  boolean: 'a boolean',
};

/** The type of an operand: a literal's, or a name's. */
export function typeOfOperand(expr: Expr, site: ConditionSite, facts: ConfigFacts): StaticType | undefined {
  if (expr.kind === 'name') return typeOfName(expr.name, site, facts);
  if (expr.kind === 'literal') return typeOfValue(expr.value);
  return expr.kind === 'not' ? 'a boolean' : undefined;
}

export function typeOfValue(value: unknown): StaticType | undefined {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
    case 'bigint':
      return 'a number';
    case 'boolean':
      return 'a boolean';
    default:
      return undefined;
  }
}

/** Every operator of an expression with its operands, outermost first. */
export function comparisonsOf(root: Expr): readonly Extract<Expr, { kind: 'binary' }>[] {
  switch (root.kind) {
    case 'binary':
      return [root, ...comparisonsOf(root.left), ...comparisonsOf(root.right)];
    case 'and':
    case 'or':
      return [...comparisonsOf(root.left), ...comparisonsOf(root.right)];
    case 'not':
      return comparisonsOf(root.operand);
    default:
      return [];
  }
}
