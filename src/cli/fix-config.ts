import { type CompileOutcome, mendConfig, type MendedFinding } from '../language/index.ts';
import { lineMap } from '../language/source/line-map.ts';
import { readUtf8, replaceFile } from '../machine/replace-file.ts';
import { compilerFor, configFile } from './compile-given.ts';
import type { Terminal } from './terminal.ts';
import type { Input } from './verb.ts';

/**
 * `config validate --fix`: mends what is certain in the config that PATH names and writes it back, or prints it where
 * that is standard input. Tells each change on standard error. Answers what is left.
 */
export async function fixGiven(input: Input, terminal: Terminal): Promise<CompileOutcome> {
  const { path, name } = configFile(input, terminal);
  const written = path === undefined ? await terminal.readInput() : readUtf8(path, name);
  const { text, mended, outcome } = await mendConfig(written, compilerFor(input, terminal));
  if (path === undefined) await terminal.out(text);
  else if (text !== written) replaceFile(path, written, text);
  terminal.err(tellChanges(mended, text, name, terminal));
  return outcome;
}

function tellChanges(
  mended: readonly MendedFinding[],
  text: string,
  name: string,
  { errStyle: paint }: Terminal,
): string {
  if (mended.length === 0) return 'There is nothing that --fix can mend.\n';
  const map = lineMap(text);
  const lines = mended
    .toSorted((a, b) => a.at - b.at)
    .map((change) => {
      const { line, column } = map.position(change.at);
      const place = paint.bold(`${name}:${line}:${column}`);
      return `${place}  ${paint.green('fixed')}  ${paint.dim(change.diagnostic.code)}  ${wordsOf(change)}\n`;
    });
  return `${lines.join('')}\n`;
}

function wordsOf({ before, after }: MendedFinding): string {
  if (before === '') return `added ${shorten(after)}`;
  return after === '' ? `removed ${shorten(before)}` : `${shorten(before)} → ${shorten(after)}`;
}

function shorten(text: string): string {
  const [line = '', more] = text.trimEnd().split('\n', 2);
  const cut = line.length > 60 ? line.slice(0, 60) : line;
  return more === undefined && cut === line ? line : `${cut}…`;
}
