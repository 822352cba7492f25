/** The closed set of troubles outside the user's config. Tests, docs and scripts use the code, never the text. */
export type ErrorCode =
  | 'arguments/invalid'
  | 'config/not-found'
  | 'config/invalid'
  | 'executor/unavailable'
  | 'executor/failed'
  | 'image/not-found'
  | 'not-found'
  | 'orb-source/changed'
  | 'orb-source/failed'
  | 'orb-source/unauthorized'
  | 'orb-source/unreachable'
  | 'project/not-a-repository'
  | 'store/conflict'
  | 'store/failed'
  | 'store/full'
  | 'store/locked';

export interface ErrorOptions {
  /** `user`: they can mend it in their files or arguments; `environment`: the machine or a service. */
  readonly fault: 'user' | 'environment';
  /** What to do about it, one line, a command where there is one. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Trouble outside the user's config. `code` decides the exit code; a stack is never shown for one of these. */
export class OrreryError extends Error {
  override readonly name = 'OrreryError';
  readonly code: ErrorCode;
  readonly fault: 'user' | 'environment';
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fault = options.fault;
    this.hint = options.hint;
  }
}
