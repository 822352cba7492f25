import { OrreryError } from '../base/error.ts';

/** Bad arguments: exit code 2. */
export function usageError(message: string, hint?: string): OrreryError {
  return new OrreryError('arguments/invalid', message, {
    fault: 'user',
    ...(hint !== undefined && { hint }),
  });
}

/** A number from a flag, at least `least`. */
export function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw usageError(`--${flag} takes a whole number from ${least} up, not ${JSON.stringify(text)}.`);
  return value;
}

/** `k=v` as two. */
export function keyValue(flag: string, text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw usageError(`--${flag} takes NAME=VALUE, not ${JSON.stringify(text)}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
