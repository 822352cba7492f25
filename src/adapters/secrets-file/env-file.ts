import { OrreryError } from '../../base/error.ts';

/**
 * The format of contexts and project variables, a line each:
 *
 *     # a comment
 *     API_TOKEN=anything up to the end of the line, as it stands: "quotes", $signs and # too
 *     DEPLOY_KEY=$'first line\nsecond line'
 *
 * A value is taken as it is written (as `docker --env-file` does), with one exception: `$'…'` around the whole value, as
 * bash has it, in which `\n`, `\r`, `\t`, `\\` and `\'` stand for what a line cannot hold. `export ` before a name is
 * skipped, and so are blank lines and a carriage return at the end of a line.
 */
export function readEnvFile(text: string, file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [index, line] of linesOf(text).entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const [, key, value] = assignment.exec(line) ?? [];
    if (key === undefined || value === undefined)
      throw new OrreryError('config/invalid', `${file}:${index + 1}: expected NAME=VALUE`, {
        fault: 'user',
        hint: 'A value of several lines is set by: orrery project env set NAME, or orrery context set.',
      });
    values.set(key, readValue(value));
  }
  return values;
}

const assignment = /^(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'" };

function readValue(text: string): string {
  const quoted = /^\$'((?:[^'\\]|\\.)*)'$/s.exec(text)?.[1];
  if (quoted === undefined) return text;
  return quoted.replace(/\\(.)/gs, (whole, letter: string) => escapes[letter] ?? whole);
}

function printValue(value: string): string {
  if (!/[\n\r]/.test(value) && readValue(value) === value) return value;
  const text = value.replace(/[\\'\n\r]/g, (c) => (c === '\n' ? '\\n' : c === '\r' ? '\\r' : `\\${c}`));
  return `$'${text}'`;
}

/** The file's text with the variable set, in the place where it stood; the other lines, comments too, as they were. */
export function withVariable(text: string, key: string, value: string): string {
  checkVariable(key, value);
  const line = `${key}=${printValue(value)}`;
  const lines = linesOf(text);
  const at = lines.findLastIndex((other) => keyOf(other) === key);
  if (at >= 0) return lines.toSpliced(at, 1, line).join('\n');
  const isOpen = text !== '' && !text.endsWith('\n');
  return `${text}${isOpen ? '\n' : ''}${line}\n`;
}

/** Undefined when the variable is not in it. */
export function withoutVariable(text: string, key: string): string | undefined {
  const lines = linesOf(text);
  const left = lines.filter((line) => keyOf(line) !== key);
  return left.length === lines.length ? undefined : left.join('\n');
}

function keyOf(line: string): string | undefined {
  return assignment.exec(line)?.[1];
}

function checkVariable(key: string, value: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
    throw new OrreryError('arguments/invalid', `${JSON.stringify(key)} cannot be the name of a variable`, {
      fault: 'user',
      hint: 'A name has letters, digits and underscores, and does not begin with a digit.',
    });
  if (value.includes('\0'))
    throw new OrreryError('arguments/invalid', `the value of ${key} has a zero byte in it`, {
      fault: 'user',
    });
}
