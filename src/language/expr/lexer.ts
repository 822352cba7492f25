import type { BinaryOperator, ExprError, ExprErrorCode, Place } from './ast.ts';
import { compileRegex, type Regex } from './regex.ts';

export type Token = Place &
  (
    | { readonly type: '(' | ')' | 'not' | 'and' | 'or' | 'end' }
    | { readonly type: 'infix' | 'order'; readonly operator: BinaryOperator }
    | { readonly type: 'literal'; readonly value: string | bigint | boolean | Regex }
    | { readonly type: 'name'; readonly name: string }
  );

type TokenBody = Token extends infer T ? (T extends Place ? Omit<T, 'offset' | 'length'> : never) : never;

/** Of a pattern, after `\/` has become `/`. */
const maxPatternLength = 256;
const largestInteger = 2n ** 63n - 1n;

/**
 * Splits an expression into tokens, `end` last, or answers the first scan error. Rules: EXP-02, EXP-03, and the
 * public test corpus of CircleCI's `expr` for what they leave open (`!` is `not`, `TRUE` is `true`).
 */
export function scanExpression(text: string): readonly Token[] | ExprError {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = blanks(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = scanToken(text, at);
    if ('kind' in token) return token;
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ type: 'end', offset: text.length, length: 0 });
  return tokens;
}

function blanks(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
  return at;
}

function scanToken(text: string, at: number): Token | ExprError {
  const make = (length: number, body: TokenBody): Token => ({ offset: at, length, ...body }) as Token;
  const c = text[at] ?? '';
  switch (c) {
    case '(':
    case ')':
      return make(1, { type: c });
    case '!':
      return text[at + 1] === '=' ? make(2, { type: 'infix', operator: '!=' }) : make(1, { type: 'not' });
    case '=':
      if (text[at + 1] === '=') return make(2, { type: 'infix', operator: '==' });
      return scanError(
        'INCOMPLETE_EQUALS',
        at + 1,
        characterAt(text, at + 1).length,
        'A comparison is written "==".',
      );
    case '<':
    case '>': {
      const orEqual = text[at + 1] === '=';
      return make(orEqual ? 2 : 1, { type: 'order', operator: orEqual ? `${c}=` : c });
    }
    case '"':
      return scanString(text, at);
    case '/':
      return scanPattern(text, at);
    default:
      return scanWord(text, at);
  }
}

function scanError(code: ExprErrorCode, offset: number, length: number, message: string): ExprError {
  return { kind: 'error', code, offset, length, message };
}

/** `\"` and `\\` are the only escapes; another backslash stands for itself. */
function scanString(text: string, at: number): Token | ExprError {
  let end = at + 1;
  while (end < text.length && text[end] !== '"')
    end += text[end] === '\\' && /["\\]/.test(text[end + 1] ?? '') ? 2 : 1;
  if (end >= text.length)
    return scanError('UNTERMINATED_STRING', at, 1, 'The string that begins here is not closed.');
  const value = text.slice(at + 1, end).replace(/\\(["\\])/g, '$1');
  return { type: 'literal', value, offset: at, length: end + 1 - at };
}

function scanPattern(text: string, at: number): Token | ExprError {
  let end = at + 1;
  while (end < text.length && text[end] !== '/') {
    const wrong = patternCharacterError(text, end);
    if (wrong !== undefined) return wrong;
    end += text[end] === '\\' && text[end + 1] === '/' ? 2 : 1;
  }
  if (end >= text.length)
    return scanError('UNTERMINATED_PATTERN', at, 1, 'The pattern that begins here is not closed.');
  const length = end + 1 - at;
  const source = text.slice(at + 1, end).replaceAll('\\/', '/');
  if (source.length > maxPatternLength)
    return scanError('PATTERN_TOO_LONG', at, length, `A pattern has at most ${maxPatternLength} characters.`);
  const outcome = compileRegex(source);
  if (outcome.kind === 'error')
    return scanError('INVALID_PATTERN', at, length, `The pattern is not valid: ${outcome.message}.`);
  return { type: 'literal', value: outcome.regex, offset: at, length };
}

/** Patterns hold Latin-1 only, and no escapes by number, as the corpus has it. */
function patternCharacterError(text: string, at: number): ExprError | undefined {
  const isEscape = text[at] === '\\' && /[ux]/.test(text[at + 1] ?? '');
  if (!isEscape && text.charCodeAt(at) <= 0xff) return undefined;
  const length = isEscape ? 2 : characterAt(text, at).length;
  const what = isEscape ? `The escape ${text.slice(at, at + 2)}` : `The character ${characterAt(text, at)}`;
  return scanError('INVALID_PATTERN_CHARACTER', at, length, `${what} is not allowed in a pattern.`);
}

/** Empty past the end. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

const word = /[0-9]+|[a-zA-Z](?:[\w?-]|\.(?=[\w?-]))*/y;

function scanWord(text: string, at: number): Token | ExprError {
  word.lastIndex = at;
  const found = word.exec(text)?.[0];
  if (found === undefined) return unexpectedCharacter(text, at);
  const place = { offset: at, length: found.length };
  if (/^[0-9]/.test(found)) {
    const value = found.length > 400 ? largestInteger + 1n : BigInt(found);
    if (value > largestInteger)
      return scanError('INVALID_NUMERIC_LITERAL', at, found.length, 'The number does not fit 64 bits.');
    return { ...place, type: 'literal', value };
  }
  const keyword = keywords.get(found);
  return keyword === undefined
    ? { ...place, type: 'name', name: found }
    : ({ ...place, ...keyword } as Token);
}

const keywords = new Map<string, TokenBody>([
  ['starts-with', { type: 'infix', operator: 'starts-with' }],
  ['contains', { type: 'infix', operator: 'contains' }],
  ['matches', { type: 'infix', operator: 'matches' }],
]);
for (const type of ['and', 'or', 'not'] as const)
  keywords.set(type, { type }).set(type.toUpperCase(), { type });
for (const value of [true, false])
  keywords
    .set(`${value}`, { type: 'literal', value })
    .set(`${value}`.toUpperCase(), { type: 'literal', value });

function unexpectedCharacter(text: string, at: number): ExprError {
  const character = characterAt(text, at);
  const hint = explanations.get(character) ?? '';
  const message = `Unexpected character ${character}${hint}.`;
  return scanError('UNEXPECTED_CHARACTER', at, character.length, message);
}

const explanations = new Map([
  ["'", ': strings stand in double quotes'],
  ['&', ': write "and"'],
  ['|', ': write "or"'],
  ['-', ': there is no subtraction and no negative number'],
]);
