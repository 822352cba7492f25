import type { Expr, ExprError, ExprErrorCode, Expression, Operand, Place } from './ast.ts';
import { parseExpression } from './parser.ts';
import type { Regex } from './regex.ts';
import type { ExprValue, Scope } from './scope.ts';

export type { ExprError } from './ast.ts';

export type ExprOutcome =
  | { readonly kind: 'value'; readonly value: ExprValue }
  | { readonly kind: 'undefined' }
  | ExprError;

/** Evaluates a string expression (section 5). A pattern as the result is answered as its source text. */
export function evaluateExpression(text: string, scope: Scope): ExprOutcome {
  const parsed = parseExpression(text);
  return parsed.kind === 'error' ? parsed : evaluateParsed(parsed, scope);
}

export function evaluateParsed(expression: Expression, scope: Scope): ExprOutcome {
  const result = evaluate(expression.root, scope);
  if (isError(result)) return result;
  if (result === undefined) return { kind: 'undefined' };
  return { kind: 'value', value: isRegex(result) ? result.source : result };
}

/** EXP-08: only `false` and *undefined* are false; `0` and `""` are true. */
export function isTrueInExpression(outcome: ExprOutcome): boolean {
  return outcome.kind === 'value' && outcome.value !== false;
}

type Result = Operand | ExprError;

function isError(result: Result): result is ExprError {
  return typeof result === 'object' && 'kind' in result && result.kind === 'error';
}

function isRegex(value: Operand): value is Regex {
  return typeof value === 'object' && 'matches' in value;
}

function isTruthy(value: Operand): boolean {
  return value !== undefined && value !== false;
}

/** A chain of operators hangs to the left and may be long: the left side is walked in a loop. */
function evaluate(root: Expr, scope: Scope): Result {
  const spine: Exclude<Expr, { kind: 'literal' | 'name' | 'not' }>[] = [];
  let expr = root;
  while (expr.kind === 'and' || expr.kind === 'or' || expr.kind === 'binary') {
    spine.push(expr);
    expr = expr.left;
  }
  let result = evaluateLeaf(expr, scope);
  for (let node = spine.pop(); node !== undefined; node = spine.pop()) {
    if (isError(result)) return result;
    result = applyTo(result, node, scope);
  }
  return result;
}

function evaluateLeaf(expr: Expr, scope: Scope): Result {
  switch (expr.kind) {
    case 'literal':
      return expr.value;
    case 'name':
      return lookUp(expr.name, expr.place, scope);
    case 'not': {
      const operand = evaluate(expr.operand, scope);
      return isError(operand) ? operand : !isTruthy(operand);
    }
    default:
      return evaluate(expr, scope);
  }
}

function lookUp(name: string, place: Place, scope: Scope): Result {
  const found = scope(name);
  switch (found.kind) {
    case 'value':
      return found.value;
    case 'absent':
      return undefined;
    case 'unknown':
      return {
        ...operandError('UNKNOWN_VARIABLE', place, `${name} is not a name that is known here.`),
        name,
      };
  }
}

/** EXP-07: `and` and `or` answer an operand, and look at the right one only where it decides. */
function applyTo(
  left: Operand,
  node: Exclude<Expr, { kind: 'literal' | 'name' | 'not' }>,
  scope: Scope,
): Result {
  if (node.kind !== 'binary')
    return isTruthy(left) === (node.kind === 'and') ? evaluate(node.right, scope) : left;
  const right = evaluate(node.right, scope);
  if (isError(right)) return right;
  if (left === undefined || right === undefined) return undefined; // EXP-10, `!=` as well
  return compare(left, node, right);
}

type Comparison = Extract<Expr, { kind: 'binary' }>;
type Present = Exclude<Operand, undefined>;

function compare(left: Present, { operator, place }: Comparison, right: Present): Result {
  switch (operator) {
    case '==':
      return isSame(left, right);
    case '!=':
      return !isSame(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (typeof left !== 'bigint' || typeof right !== 'bigint')
        return operandError('EXPECTED_NUMERIC_OPERAND', place, `"${operator}" compares two integers.`);
      return inOrder(left, operator, right);
    case 'starts-with':
    case 'contains':
      if (typeof left !== 'string' || typeof right !== 'string')
        return operandError('EXPECTED_STRING_OPERAND', place, `"${operator}" needs a string on both sides.`);
      return operator === 'contains' ? left.includes(right) : left.startsWith(right);
    case 'matches':
      return matches(left, place, right);
  }
}

function matches(left: Present, place: Place, right: Present): Result {
  if (!isRegex(right))
    return operandError('EXPECTED_PATTERN_OPERAND', place, '"matches" needs a /pattern/ on its right.');
  if (typeof left !== 'string')
    return operandError('EXPECTED_STRING_OPERAND', place, '"matches" needs a string on its left.');
  return right.matches(left);
}

function inOrder(left: bigint, operator: '<' | '<=' | '>' | '>=', right: bigint): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** EXP-04: values of different types are unequal, and that is no error. */
function isSame(left: Present, right: Present): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return textOf(left) === textOf(right);
  if (isRegex(left) || isRegex(right)) return isRegex(left) && isRegex(right) && left.source === right.source;
  return left.key === right.key;
}

/** An executor given by its name compares as that name (LOG-04). */
function textOf(value: Present): Present {
  return typeof value === 'object' && 'text' in value ? (value.text ?? value) : value;
}

function operandError(code: ExprErrorCode, place: Place, message: string): ExprError {
  return { kind: 'error', code, message, offset: place.offset, length: place.length };
}
