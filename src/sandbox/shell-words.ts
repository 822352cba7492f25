/** One word of shell source that stands for exactly this text. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Assignments that the step's shell inherits; names are identifiers. Every value arrives byte for byte. */
export function quoteExports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => {
      const line = `export ${name}=${quote(value)}`;
      // A bash as driver may not set them, and would end over trying.
      return readonlyInBash.has(name) ? `[ -n "\${BASH_VERSION-}" ] || ${line}` : line;
    })
    .join('\n');
}

const readonlyInBash: ReadonlySet<string> = new Set([
  'BASHOPTS',
  'BASH_VERSINFO',
  'EUID',
  'PPID',
  'SHELLOPTS',
  'UID',
]);

/** Can a shell carry a variable of this name? */
export function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/**
 * Splits a configured shell (`/bin/bash -euo pipefail`, `bash --init-file "my file"`) into its words: by blanks, with
 * quotes and backslashes as a POSIX shell takes them, and no expansion.
 */
export function splitShellWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [whole] of text.matchAll(/(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|['"\\])+/g))
    words.push(unquote(whole));
  return words;
}

function unquote(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\([$`"\\])/g, '$1') ?? escaped ?? '',
  );
}
