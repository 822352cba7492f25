import { invariant } from '../base/invariant.ts';
import type { OrbSource } from '../ports/orb-source.ts';
import { readConfig } from './config/read-config.ts';
import { type JobArguments, withJobArguments } from './job-arguments.ts';
import { compiledFacts, configFacts } from './lint/facts.ts';
import { lintConfig } from './lint/lint-config.ts';
import { rules, rulesForVersion2 } from './lint/rules.ts';
import { resolveOrbs } from './orbs/resolve-orbs.ts';
import { prepare, resolveConfig } from './resolve/resolve-config.ts';
import type { JobTrace } from './resolve/resolve-job.ts';
import type { ResolvedConfig } from './resolve/resolved.ts';
import { type CheckLevels, withLevels } from './source/check-levels.ts';
import { type Diagnostic, findings, hasErrors, type Outcome } from './source/diagnostic.ts';
import { checkIgnoreComments, withoutIgnored } from './source/ignore-comments.ts';
import { sortFindings } from './source/sort-findings.ts';
import type { SourceFile, SourceFiles } from './source/source-file.ts';
import { type FileId, fileId } from './source/span.ts';
import type { MapNode } from './tree/node.ts';
import { withAliasPlaces } from './tree/alias-places.ts';
import { readYaml } from './tree/read-yaml.ts';
import type { AliasUse } from './tree/tree-builder.ts';

export interface CompileInputs {
  /** How diagnostics name the config: `.circleci/config.yml`. */
  readonly path: string;
  /** Pipeline parameters that the trigger gives; undeclared ones are an error (PAR-22). */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Pipeline values by name without `pipeline.`; those not given are absent (PVL-06), but for the local defaults of PVL-07. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly orbs: OrbSource;
  /** The config continues a pipeline from its setup phase (section 12 of the language). */
  readonly isContinuation?: boolean;
  /** `--job-param`: arguments that the command line gives to one job. */
  readonly jobArguments?: JobArguments;
  /** What warnings and hints count as, by code. Those that are errors here are as good as any other. */
  readonly checks?: CheckLevels;
}

export interface Compiled {
  readonly config: ResolvedConfig;
  /** The processed config as `config process` prints it: `version: 2`, `jobs`, `workflows`. */
  readonly document: MapNode;
  /** Where the parts of each job come from, by its name. */
  readonly traces: ReadonlyMap<string, JobTrace>;
}

export interface CompileOutcome extends Outcome<Compiled> {
  /** Every text that a finding can point into: the config and the orbs. */
  readonly files: SourceFiles;
}

/**
 * Compiles a config: text in, what its pipeline would run out. Findings are values; it throws only what the orb source
 * throws (`orb-source/unreachable`). `value` is undefined when there is an error among them.
 */
export async function compile(text: string, inputs: CompileInputs): Promise<CompileOutcome> {
  const { report, all } = findings();
  const file: SourceFile = { id: fileId(inputs.path), text };
  const files = new Map<FileId, SourceFile>([[file.id, file]]);
  const aliases: AliasUse[] = [];
  const written = readYaml(file, report, aliases);
  const { jobArguments } = inputs;
  const tree = written && (jobArguments === undefined ? written : withJobArguments(written, jobArguments));
  const ast = tree && readConfig(tree, report);
  if (ast === undefined || tree?.kind !== 'map')
    return { value: undefined, diagnostics: sortFindings(all), files };
  const { values, parameters } = inputs;
  const prepared = prepare(ast, { report, file: file.id, files, values, parameters });
  const { renderReference } = prepared;
  const orbs = await resolveOrbs(ast.orbs, { source: inputs.orbs, report, renderReference });
  for (const orb of orbs.files) files.set(orb.id, orb);
  const resolved = resolveConfig(prepared, orbs.links);
  if (inputs.isContinuation === true && ast.setup !== undefined)
    report('pipeline/setup', ast.setup, ...again);
  const told = (): readonly Diagnostic[] =>
    inputs.isContinuation === true ? all.filter(isOfContinuation) : all;
  if (!hasErrors(told())) checkComplete(resolved.workflows);
  const facts = configFacts({ config: ast, tree, source: file, orbs: orbs.links });
  const compiled = hasErrors(told()) ? undefined : compiledFacts(facts, resolved);
  lintConfig(facts, compiled, ast.isTemplated ? rules : rulesForVersion2, report);
  checkIgnoreComments(file, report);
  const found = withAliasPlaces(sortFindings(told()), aliases);
  const diagnostics = withLevels(withoutIgnored(found, file), inputs.checks ?? new Map());
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics, files };
  const { jobs, workflows, document, traces } = resolved;
  const setup = ast.setup !== undefined;
  const config = { setup, parameters: prepared.parameters, orbs: orbs.header, jobs, workflows };
  return { value: { config, document, traces }, diagnostics, files };
}

/** DYN-06 */
const again = [
  'A pipeline cannot be continued with another setup config.',
  { hint: 'Remove: setup: true' },
] as const;

/**
 * A continuation may come to nothing: that is how a pipeline ends after its setup phase, be it that no path changed or
 * that `continuation/finish` sent a config without workflows.
 */
function isOfContinuation({ code }: Diagnostic): boolean {
  return code !== 'pipeline/no-workflow';
}

/** What could not be compiled has been told of: nothing is left out in silence. */
function checkComplete(workflows: ResolvedConfig['workflows']): void {
  for (const workflow of workflows)
    for (const { name, type, job } of workflow.jobs)
      invariant(
        type === 'approval' || job !== undefined,
        `the job "${name}" is compiled, or an error says why not`,
      );
}
