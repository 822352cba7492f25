import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OrreryError } from '../base/error.ts';
import { compile, type CompileOutcome, nearest } from '../language/index.ts';
import type { CheckLevels } from '../language/source/check-levels.ts';
import { codes, isCode } from '../language/source/codes.ts';
import { composeOrbs } from './compose.ts';
import { readMapping, withoutPrefix } from './given-values.ts';
import { loadSettings } from './load-settings.ts';
import { orbOptions } from './orb-options.ts';
import { configPath, findProject, noConfig } from './project.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';
import { type Input, listOf, textOf } from './verb.ts';

/** Compiles the config that PATH names, as `config process` and `config validate` do. */
export async function compileGiven(input: Input, terminal: Terminal): Promise<CompileOutcome> {
  const { path } = configFile(input, terminal);
  const text = path === undefined ? await terminal.readInput() : readFileSync(path, 'utf8');
  return compilerFor(input, terminal)(text);
}

/** Compiles any text as if it stood in the config that PATH names. */
export function compilerFor(input: Input, terminal: Terminal): (text: string) => Promise<CompileOutcome> {
  const { path, name } = configFile(input, terminal);
  const project = findProject(terminal.cwd);
  const orbs = composeOrbs(project, orbOptions(input, project, isInside(path, project.root)), terminal);
  const inputs = {
    path: name,
    parameters: readMapping('pipeline-parameters', textOf(input, 'pipeline-parameters'), terminal.cwd),
    values: withoutPrefix(readMapping('pipeline-values', textOf(input, 'pipeline-values'), terminal.cwd)),
    orbs: orbs.source,
    checks: new Map([...loadSettings(project, terminal).checks, ...ignoredChecks(input)]),
  };
  return async (text) => {
    const outcome = await compile(text, inputs);
    orbs.source.tellBuiltin();
    return outcome;
  };
}

/** `--ignore CODE`, which wins over the repository's settings. */
function ignoredChecks(input: Input): CheckLevels {
  return new Map(
    listOf(input, 'ignore').map((code) => {
      if (isCode(code)) return [code, 'off'];
      const near = nearest(code, Object.keys(codes));
      throw usageError(
        `--ignore ${code}: there is no such check.`,
        near === undefined ? 'Findings name theirs behind the place.' : `Did you mean: --ignore ${near}`,
      );
    }),
  );
}

/** Where the config is (undefined: standard input), and how messages call it. */
export function configFile(
  input: Input,
  terminal: Terminal,
): { readonly path: string | undefined; readonly name: string } {
  const [given] = input.arguments;
  if (given === '-') return { path: undefined, name: 'standard input' };
  if (given === undefined) {
    const project = findProject(terminal.cwd);
    if (!project.hasConfig) throw noConfig(project);
    return { path: join(project.root, configPath), name: configPath };
  }
  const path = resolve(terminal.cwd, given);
  if (!existsSync(path))
    throw new OrreryError('config/not-found', `There is no file ${given}.`, { fault: 'user' });
  return { path, name: relative(terminal.cwd, path) };
}

/** Standard input is nowhere. */
function isInside(path: string | undefined, folder: string): boolean {
  if (path === undefined) return false;
  const below = relative(folder, path);
  return !isAbsolute(below) && below.split(sep)[0] !== '..';
}
