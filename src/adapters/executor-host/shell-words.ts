/**
 * Splits a configured shell (`/bin/bash -euo pipefail`) into its words, as a shell would: at blanks, but for those in
 * quotes or behind a backslash.
 */
export function splitShellWords(text: string): readonly string[] {
  const word = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|["'\\])+/gs;
  return (text.match(word) ?? []).map((part) =>
    part.replace(
      /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '',
    ),
  );
}
