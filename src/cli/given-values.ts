import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from './usage-error.ts';
import type { Values } from './pipeline-values.ts';

/** A mapping given as JSON or as the path of a JSON file (`--pipeline-parameters`, `--pipeline-values`, `--values`). */
export function readMapping(flag: string, text: string | undefined, cwd: string): Values {
  if (text === undefined) return {};
  const isInline = text.trimStart().startsWith('{');
  const file = resolve(cwd, text);
  if (!isInline && !existsSync(file))
    throw usageError(`--${flag}: there is no file ${text}, and it is no JSON object.`);
  const json = parse(flag, isInline ? text : readFileSync(file, 'utf8'), isInline ? 'the value' : text);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw usageError(`--${flag} takes a JSON object: {"name": "value"}.`);
  for (const [name, value] of Object.entries(json))
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw usageError(`--${flag}: ${name} must be text, a number or a boolean.`);
  return json as Values;
}

function parse(flag: string, text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`--${flag}: ${what} is no JSON: ${(error as Error).message}`);
  }
}

/** `pipeline.git.branch` and `git.branch` mean the same. */
export function withoutPrefix(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.replace(/^pipeline\./, ''), value]),
  );
}
