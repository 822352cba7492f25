const plainWords: ReadonlySet<string> = new Set(['true', 'True', 'false', 'False']);

/** Secrets (ENV-05) in a text, each letter of theirs a star: its lines, and places in it, stay where they are. */
export function hideInPlace(text: string, secrets: readonly string[]): string {
  const worth = secrets.filter((secret) => secret.trim().length >= 4 && !plainWords.has(secret.trim()));
  return worth
    .toSorted((a, b) => b.length - a.length)
    .reduce((hidden, secret) => hidden.replaceAll(secret, secret.replaceAll(/[^\r\n]/g, '*')), text);
}
