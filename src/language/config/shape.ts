import type { Report } from '../source/diagnostic.ts';
import type { Node } from '../tree/node.ts';

/**
 * What a place of a config takes, as data: checked before rendering (a template may stand for any scalar) and again
 * on what the templates rendered to (PAR-30), and read by hover texts and the docs.
 */
export type Shape =
  | { readonly kind: 'any' }
  /** A string. `pattern` is checked on the whole text; `expected` names it in messages. */
  | { readonly kind: 'text'; readonly pattern?: RegExp; readonly expected?: string }
  /** A string, number or boolean that is used as text. */
  | { readonly kind: 'scalar' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape; readonly isNotEmpty?: boolean }
  /** Keys are free. */
  | { readonly kind: 'mapOf'; readonly of: Shape }
  /** Keys are those of `fields`. `what` begins messages: `a run step`. */
  | { readonly kind: 'map'; readonly what: string; readonly fields: Fields }
  /** The first that takes the node's kind (scalar, list, map) decides; `null` stands for an empty value. */
  | { readonly kind: 'either'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'custom'; readonly takes: readonly Node['kind'][]; readonly check: CheckNode };

export type CheckNode = (node: Node, label: string, check: Check) => void;

export interface Field {
  readonly shape: Shape;
  /** One line for people. */
  readonly doc: string;
  readonly isRequired?: boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/** What a check needs to know of its place. */
export interface Check {
  readonly report: Report;
  /** Templates may still stand for scalars: version 2.1, before rendering. */
  readonly isTemplated: boolean;
  /** Unknown keys only warn: in a published orb, which its user can't change and which CircleCI has taken. */
  readonly isLenient?: boolean;
}

/** A scalar whose text may still become something else. Below 2.1, and after rendering, nothing is a template. */
export function isTemplate(node: Node, check: Check): boolean {
  return (
    check.isTemplated && node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes('<<')
  );
}

export const any: Shape = { kind: 'any' };
export const text: Shape = { kind: 'text' };
export const scalar: Shape = { kind: 'scalar' };
export const boolean: Shape = { kind: 'boolean' };
export const nothing: Shape = { kind: 'nothing' };

/** Of definitions; it is read by nobody. */
export const description: Shape = { kind: 'either', shapes: [text, nothing] };

export function listOf(of: Shape, isNotEmpty = false): Shape {
  return { kind: 'list', of, isNotEmpty };
}

export function mapOf(of: Shape): Shape {
  return { kind: 'mapOf', of };
}

export function mapWith(what: string, fields: Fields): Shape {
  return { kind: 'map', what, fields };
}

export function either(...shapes: readonly Shape[]): Shape {
  return { kind: 'either', shapes };
}

export function choice(...values: readonly string[]): Shape {
  return { kind: 'choice', values };
}

/** One, or a list of them. */
export function oneOrMany(of: Shape): Shape {
  return either(of, listOf(of));
}

export function field(shape: Shape, doc: string): Field {
  return { shape, doc };
}

export function required(shape: Shape, doc: string): Field {
  return { shape, doc, isRequired: true };
}
