import { worthMasking } from '../secret-forms.ts';

/** Secrets (ENV-05) in a text, each letter of theirs a star: its lines, and places in it, stay where they are. */
export function hideInPlace(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => worthMasking(secret) ?? [])
    .toSorted((a, b) => b.length - a.length)
    .reduce((hidden, secret) => hidden.replaceAll(secret, secret.replaceAll(/[^\r\n]/g, '*')), text);
}
