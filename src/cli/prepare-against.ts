import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { compile } from '../language/index.ts';
import { declaredParameters } from '../language/declared-parameters.ts';
import { hasErrors } from '../language/source/diagnostic.ts';
import type { Side } from '../plan/compare/comparison.ts';
import { planPipeline } from '../plan/plan-pipeline.ts';
import type { OrbSource } from '../ports/orb-source.ts';
import { notFound } from './choose-run.ts';
import { printFindings } from './findings.ts';
import type { PipelineSources, PreparedPipeline } from './prepare-pipeline.ts';
import { configPath } from './project.ts';
import type { Terminal } from './terminal.ts';
import { typedParameters } from './typed-parameters.ts';
import { type Input, listOf, textOf } from './verb.ts';

/** The config that the present one is compared with. */
export interface Against {
  readonly side: Side;
  /** Full hash; undefined when a file was named. */
  readonly revision: string | undefined;
  /** `main~3:.circleci/config.yml`, or the file. */
  readonly name: string;
}

interface OldConfig extends Omit<Against, 'side'> {
  readonly text: string;
  readonly orbs: OrbSource;
}

/**
 * Compiles and plans the config that `--against` names for the same trigger, with the same pipeline values as the present
 * one. Undefined when it has errors; they are printed then.
 */
export async function prepareAgainst(
  name: string,
  prepared: PreparedPipeline,
  sources: PipelineSources,
  input: Input,
  terminal: Terminal,
): Promise<Against | undefined> {
  const old = (await configAt(name, sources, input, terminal)) ?? configFile(name, sources, terminal);
  const declared = declaredParameters(old.text, old.name);
  const given = listOf(input, 'param').filter((p) => declared.some((d) => p.startsWith(`${d.name}=`)));
  const outcome = await compile(old.text, {
    path: old.name,
    parameters: typedParameters(given, declared),
    values: prepared.values,
    orbs: old.orbs,
  });
  if (outcome.value === undefined || hasErrors(outcome.diagnostics)) {
    printFindings(outcome, terminal);
    return undefined;
  }
  const { config } = outcome.value;
  const side = { config, plan: planPipeline(config, prepared.trigger, prepared.values) };
  return { side, revision: old.revision, name: old.name };
}

/** Undefined when git knows no such revision. */
async function configAt(
  name: string,
  { source, project, orbs }: PipelineSources,
  input: Input,
  terminal: Terminal,
): Promise<OldConfig | undefined> {
  const revision = await source.revision(name);
  if (revision === undefined) return undefined;
  const given = textOf(input, 'config');
  const path = given === undefined ? configPath : relative(project.root, resolve(terminal.cwd, given));
  const text = await source.fileAt(revision, path);
  if (text === undefined) throw notFound(`There is no ${path} at ${name}.`);
  return { text, revision, name: `${name}:${path}`, orbs: orbs.at(revision, source) };
}

function configFile(name: string, { orbs }: PipelineSources, terminal: Terminal): OldConfig {
  const path = resolve(terminal.cwd, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw notFound(
      `--against: git knows no revision ${JSON.stringify(name)}, and there is no such file.`,
      'Name a commit, a branch, a tag, main~3, or a config.',
    );
  return { text: readFileSync(path, 'utf8'), revision: undefined, name, orbs };
}
