import type { DeclaredParameter } from '../language/declared-parameters.ts';
import { nearest } from '../language/source/nearest.ts';
import type { Values } from './pipeline-values.ts';
import { keyValue, usageError } from './usage-error.ts';

/** `--param k=v`, each as its declaration has it: `true` is a boolean only where a boolean is declared (PAR-22: undeclared ones are refused). */
export function typedParameters(given: readonly string[], declared: readonly DeclaredParameter[]): Values {
  const values: Record<string, string | number | boolean> = {};
  for (const text of given) {
    const [name, value] = keyValue('param', text);
    const declaration = declared.find((d) => d.name === name);
    if (declaration === undefined) throw undeclared(name, declared);
    values[name] = typed(declaration, value);
  }
  return values;
}

function undeclared(name: string, declared: readonly DeclaredParameter[]): Error {
  const names = declared.map((d) => d.name);
  const near = nearest(name, names);
  return usageError(
    `The config declares no pipeline parameter ${JSON.stringify(name)}${near === undefined ? '.' : `; did you mean ${near}?`}`,
    names.length === 0 ? 'It declares none.' : `It declares: ${names.join(', ')}.`,
  );
}

function typed({ name, type, members }: DeclaredParameter, value: string): string | number | boolean {
  if (type === 'boolean') {
    if (value !== 'true' && value !== 'false')
      throw usageError(`--param ${name} is a boolean: true or false, not ${JSON.stringify(value)}.`);
    return value === 'true';
  }
  if (type === 'integer') {
    if (!/^[+-]?\d+$/.test(value) || !Number.isSafeInteger(Number(value)))
      throw usageError(`--param ${name} is an integer, not ${JSON.stringify(value)}.`);
    return Number(value);
  }
  if (type === 'enum' && !members.includes(value))
    throw usageError(`--param ${name} is one of ${members.join(', ')}, not ${JSON.stringify(value)}.`);
  return value;
}
