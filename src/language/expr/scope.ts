/**
 * What a name in an expression or a `<< >>` tag stands for. `opaque` carries what only the resolver understands
 * (a list of steps, an executor with arguments): expressions pass it on and compare it by `key`, nothing more.
 */
export type ExprValue = string | bigint | boolean | OpaqueValue;

export interface OpaqueValue {
  readonly opaque: unknown;
  /** Two opaque values are equal when their keys are. */
  readonly key: string;
  /** What it is inside text and next to text in a comparison: an executor's name. Without one, neither is possible. */
  readonly text?: string;
}

/**
 * The answer to a name. `absent`: the name is known and has no value here (`pipeline.git.tag` on a branch); it is
 * *undefined* in expressions (EXP-10) and empty in text (TPL-12). `unknown`: nobody declared it.
 */
export type Lookup =
  | { readonly kind: 'value'; readonly value: ExprValue }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** Names visible at one place of a config: `pipeline.git.branch`, `parameters.version`, `matrix.os`. */
export type Scope = (name: string) => Lookup;
