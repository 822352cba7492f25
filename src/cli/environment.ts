import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from './usage-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `--env-file` and `-e`, with docker's meaning: later ones win, `-e` over files; `-e K` without a value takes that of
 * this shell, and nothing where the shell has none; a file has `K=V` lines, taken literally, `K` lines and `#` comments.
 */
export function givenEnvironment(
  entries: readonly string[],
  files: readonly string[],
  shell: Environment,
  cwd: string,
): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const file of files)
    for (const line of fileLines(file, cwd)) take(line, `--env-file ${file}`, shell, all);
  for (const entry of entries) take(entry, '-e', shell, all);
  return all;
}

function fileLines(file: string, cwd: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    throw usageError(`--env-file: cannot read ${file}.`);
  }
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function take(entry: string, from: string, shell: Environment, all: Record<string, string>): void {
  const at = entry.indexOf('=');
  const name = at < 0 ? entry.trim() : entry.slice(0, at);
  if (name === '' || /\s/.test(name))
    throw usageError(`${from}: ${JSON.stringify(entry)} has no name of a variable.`);
  const value = at < 0 ? shell[name] : entry.slice(at + 1);
  if (value !== undefined) all[name] = value;
}
