import type { OpaqueValue } from './scope.ts';
import type { Regex } from './regex.ts';

/** Offsets within the expression's text, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The families of EXP-11, and `TOO_DEEP`, which is ours. */
export type ExprErrorCode =
  | 'UNEXPECTED_CHARACTER'
  | 'INCOMPLETE_EQUALS'
  | 'UNTERMINATED_STRING'
  | 'UNTERMINATED_PATTERN'
  | 'INVALID_PATTERN'
  | 'INVALID_PATTERN_CHARACTER'
  | 'PATTERN_TOO_LONG'
  | 'INVALID_NUMERIC_LITERAL'
  | 'EXPECTED_EXPRESSION'
  | 'UNEXPECTED_ADDITIONAL_INPUT'
  | 'EXPECTED_RIGHT_PAREN'
  | 'UNKNOWN_BUILTIN_FUNCTION'
  | 'TOO_DEEP'
  | 'EXPECTED_NUMERIC_OPERAND'
  | 'EXPECTED_STRING_OPERAND'
  | 'EXPECTED_PATTERN_OPERAND'
  | 'UNKNOWN_VARIABLE';

export interface ExprError extends Place {
  readonly kind: 'error';
  readonly code: ExprErrorCode;
  readonly message: string;
  /** For `UNKNOWN_VARIABLE`: the name that nobody declared. */
  readonly name?: string;
}

/** A name in an expression or template, and where. */
export interface NameRef {
  readonly name: string;
  readonly offset: number;
}

/** What an expression computes with; undefined is EXP-10's *undefined*. */
export type Operand = string | bigint | boolean | Regex | OpaqueValue | undefined;

export type BinaryOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'starts-with' | 'contains' | 'matches';

export type Expr =
  | { readonly kind: 'literal'; readonly value: Exclude<Operand, undefined> }
  | { readonly kind: 'name'; readonly name: string; readonly place: Place }
  | { readonly kind: 'not'; readonly operand: Expr }
  | { readonly kind: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      /** Of the operator. */
      readonly place: Place;
      readonly left: Expr;
      readonly right: Expr;
    };

/** A parsed expression. */
export interface Expression {
  readonly kind: 'expression';
  readonly root: Expr;
  /** Every name in it, in source order, repeats included. */
  readonly names: readonly NameRef[];
}
