import type { ExprValue, Lookup, Scope } from './scope.ts';

/** A value as JSON and YAML hold it. */
export type PlainValue = string | number | boolean;

/** Expressions know integers only; a fraction, which no CircleCI value has, is text. */
export function exprValue(value: PlainValue): ExprValue {
  if (typeof value !== 'number') return value;
  return Number.isInteger(value) ? BigInt(value) : String(value);
}

/** Names as they stand in a record; null means known but absent (EXP-10). */
export function recordScope(record: Readonly<Record<string, PlainValue | null>>): Scope {
  return (name): Lookup => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (value === undefined) return { kind: 'unknown' };
    return value === null ? { kind: 'absent' } : { kind: 'value', value: exprValue(value) };
  };
}
