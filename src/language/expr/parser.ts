import type { Expr, ExprError, ExprErrorCode, Expression, NameRef } from './ast.ts';
import { scanExpression, type Token } from './lexer.ts';

/** Parentheses and `not`s within each other. */
const maxNesting = 200;

/**
 * Parses by EXP-01: `or` binds loosest, then `and`, then `== != starts-with contains matches`, then `< <= > >=`, then
 * `not`; all to the left. Answers the first error of scanning or parsing, with its place in `text`.
 */
export function parseExpression(text: string): Expression | ExprError {
  const tokens = scanExpression(text);
  if ('kind' in tokens) return tokens;
  const cursor: Cursor = { text, tokens, at: 0, nesting: 0, names: [] };
  const root = parseOr(cursor);
  if (root.kind === 'error') return root;
  const rest = peek(cursor);
  if (rest.type === 'end') return { kind: 'expression', root, names: cursor.names };
  return leftOver(cursor, rest);
}

interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  nesting: number;
  readonly names: NameRef[];
}

type Parsed = Expr | ExprError;

function peek(cursor: Cursor): Token {
  // The last token is `end` and is never passed.
  return cursor.tokens[Math.min(cursor.at, cursor.tokens.length - 1)] as Token;
}

function parseOr(cursor: Cursor): Parsed {
  return parseChain(cursor, parseAnd, (token, left, right) =>
    token.type === 'or' ? { kind: 'or', left, right } : undefined,
  );
}

function parseAnd(cursor: Cursor): Parsed {
  return parseChain(cursor, parseInfix, (token, left, right) =>
    token.type === 'and' ? { kind: 'and', left, right } : undefined,
  );
}

function parseInfix(cursor: Cursor): Parsed {
  return parseChain(cursor, parseOrder, (token, left, right) =>
    token.type === 'infix' ? binary(token, left, right) : undefined,
  );
}

function parseOrder(cursor: Cursor): Parsed {
  return parseChain(cursor, parseNot, (token, left, right) =>
    token.type === 'order' ? binary(token, left, right) : undefined,
  );
}

type Infix = Token & { readonly type: 'infix' | 'order' };

function binary(token: Infix, left: Expr, right: Expr): Expr {
  const { operator, offset, length } = token;
  return { kind: 'binary', operator, place: { offset, length }, left, right };
}

/** A left-associative chain; `join` answers undefined for a token that is no operator of this level. */
function parseChain(
  cursor: Cursor,
  parseOperand: (cursor: Cursor) => Parsed,
  join: (token: Token, left: Expr, right: Expr) => Expr | undefined,
): Parsed {
  let left = parseOperand(cursor);
  while (left.kind !== 'error') {
    const token = peek(cursor);
    if (join(token, left, left) === undefined) return left;
    cursor.at++;
    const right = parseOperand(cursor);
    if (right.kind === 'error') return right;
    left = join(token, left, right) ?? left;
  }
  return left;
}

function parseNot(cursor: Cursor): Parsed {
  const token = peek(cursor);
  if (token.type !== 'not') return parsePrimary(cursor);
  return nested(cursor, token, () => {
    const operand = parseNot(cursor);
    return operand.kind === 'error' ? operand : { kind: 'not', operand };
  });
}

/** Passes `token` and parses what it opens, unless that is too deep. */
function nested(cursor: Cursor, token: Token, parse: () => Parsed): Parsed {
  if (cursor.nesting >= maxNesting)
    return parseError('TOO_DEEP', token, `Parentheses and "not" go more than ${maxNesting} levels deep.`);
  cursor.at++;
  cursor.nesting++;
  const parsed = parse();
  cursor.nesting--;
  return parsed;
}

function parsePrimary(cursor: Cursor): Parsed {
  const token = peek(cursor);
  switch (token.type) {
    case 'literal':
      cursor.at++;
      return { kind: 'literal', value: token.value };
    case 'name': {
      cursor.at++;
      const { name, offset, length } = token;
      cursor.names.push({ name, offset });
      return { kind: 'name', name, place: { offset, length } };
    }
    case '(':
      return nested(cursor, token, () => closeParen(cursor, parseOr(cursor)));
    default:
      return parseError(
        'EXPECTED_EXPRESSION',
        token,
        `Expected an expression, found ${found(cursor, token)}.`,
      );
  }
}

function closeParen(cursor: Cursor, inner: Parsed): Parsed {
  if (inner.kind === 'error') return inner;
  const token = peek(cursor);
  if (token.type !== ')')
    return parseError(
      'EXPECTED_RIGHT_PAREN',
      token,
      `Expected ")" to close "(", found ${found(cursor, token)}.`,
    );
  cursor.at++;
  return inner;
}

/** A name between two operands is most likely meant as an operator. */
function leftOver(cursor: Cursor, rest: Token): ExprError {
  if (rest.type === 'name') {
    const probe: Cursor = { ...cursor, at: cursor.at + 1, names: [] };
    if (parseOrder(probe).kind !== 'error')
      return parseError(
        'UNKNOWN_BUILTIN_FUNCTION',
        rest,
        `There is no operator ${rest.name}; there are starts-with, contains and matches.`,
      );
  }
  const message = `Expected an operator or the end, found ${found(cursor, rest)}.`;
  return parseError('UNEXPECTED_ADDITIONAL_INPUT', rest, message);
}

function found(cursor: Cursor, token: Token): string {
  return token.type === 'end'
    ? 'the end'
    : `"${cursor.text.slice(token.offset, token.offset + token.length)}"`;
}

function parseError(code: ExprErrorCode, { offset, length }: Token, message: string): ExprError {
  return { kind: 'error', code, message, offset, length };
}
