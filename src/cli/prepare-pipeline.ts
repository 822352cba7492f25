import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OrreryError } from '../base/error.ts';
import { compile, type CompileOutcome, type ResolvedConfig } from '../language/index.ts';
import type { CheckLevels } from '../language/source/check-levels.ts';
import type { JobArguments } from '../language/job-arguments.ts';
import { declaredParameters } from '../language/declared-parameters.ts';
import type { PipelinePlan } from '../plan/plan.ts';
import { planPipeline } from '../plan/plan-pipeline.ts';
import type { Trigger } from '../plan/trigger.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { SourceFacts, SourceTree } from '../ports/source-tree.ts';
import { notFound } from './choose-run.ts';
import type { ProjectOrbs } from './compose.ts';
import { printFindingsBriefly } from './findings.ts';
import { loadSettings } from './load-settings.ts';
import { readMapping, withoutPrefix } from './given-values.ts';
import { typedParameters } from './typed-parameters.ts';
import { pipelineValues, type Values } from './pipeline-values.ts';
import { configPath, noConfig, type Project } from './project.ts';
import { chooseJobs } from './choose-jobs.ts';
import type { Terminal } from './terminal.ts';
import { keyValue, usageError } from './usage-error.ts';
import { type Input, isOn, listOf, textOf } from './verb.ts';

export interface PipelineSources {
  readonly project: Project;
  readonly source: SourceTree;
  readonly events: EventStore;
  readonly orbs: ProjectOrbs;
}

/** A config compiled and planned as `run` and `plan` do it. */
export interface PreparedPipeline {
  readonly facts: SourceFacts;
  readonly trigger: Trigger;
  readonly values: Values;
  /** Pipeline parameters that `--param` gives. */
  readonly parameters: Values;
  readonly config: ResolvedConfig;
  /** What the trigger runs, and of that what was named. */
  readonly plan: PipelinePlan;
  /** `undefined`: the working tree; else the full hash whose files and config count. */
  readonly revision: string | undefined;
  /** What the project's settings say that findings count as. */
  readonly checks: CheckLevels;
}

/** Undefined when the config has errors; they are printed then. */
export async function preparePipeline(
  sources: PipelineSources,
  input: Input,
  terminal: Terminal,
): Promise<PreparedPipeline | undefined> {
  const { source, project } = sources;
  const facts = await source.facts();
  const revision = await wantedRevision(input, source, facts);
  const path = textOf(input, 'config') ?? configPath;
  const text = await configText(path, project, source, revision, terminal);
  const { trigger, note } = triggerOf(input, facts);
  const [last] = await sources.events.list();
  const values = pipelineValues({
    facts,
    trigger,
    revision: revision ?? facts.revision,
    number: (last?.number ?? 0) + 1,
    now: new Date(),
    given: withoutPrefix(readMapping('values', textOf(input, 'values'), terminal.cwd)),
  });
  const parameters = typedParameters(listOf(input, 'param'), declaredParameters(text, path));
  const jobArguments = jobArgumentsOf(input);
  const { checks } = loadSettings(project, terminal);
  const outcome: CompileOutcome = await compile(text, {
    path,
    parameters,
    values,
    orbs: revision === undefined ? sources.orbs : sources.orbs.at(revision, source),
    checks,
    ...(jobArguments !== undefined && { jobArguments }),
  });
  sources.orbs.tellBuiltin();
  const validate = path === configPath ? 'orrery config validate' : `orrery config validate ${path}`;
  if (printFindingsBriefly(outcome, validate, terminal) || outcome.value === undefined) return undefined;
  const { config } = outcome.value;
  const isUnfiltered = isOn(input, 'unfiltered');
  const whole = planPipeline(isUnfiltered ? unfiltered(config) : config, trigger, values);
  const chosen = chooseJobs(whole, input.arguments, isOn(input, 'only'));
  const plan = isUnfiltered ? { ...chosen, workflows: chosen.workflows.slice(0, 1) } : chosen;
  if (note !== undefined) terminal.err(note);
  return { facts, trigger, values, parameters, config, plan, revision, checks };
}

async function wantedRevision(
  input: Input,
  source: SourceTree,
  facts: SourceFacts,
): Promise<string | undefined> {
  const name = textOf(input, 'revision') ?? (isOn(input, 'committed') ? 'HEAD' : undefined);
  if (name === undefined) return undefined;
  if (!facts.isRepository)
    throw usageError('--committed and --revision need a git repository, and this folder is none.');
  const found = await source.revision(name);
  if (found === undefined) throw notFound(`git knows no revision ${JSON.stringify(name)}.`);
  return found;
}

async function configText(
  path: string,
  project: Project,
  source: SourceTree,
  revision: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if (revision !== undefined) {
    const text = await source.fileAt(revision, path);
    if (text === undefined) throw notFound(`There is no ${path} at ${revision.slice(0, 7)}.`);
    return text;
  }
  if (path === configPath && !project.hasConfig) throw noConfig(project);
  const file = path === configPath ? join(project.root, configPath) : resolve(terminal.cwd, path);
  if (!existsSync(file)) throw noFile(path);
  return readFileSync(file, 'utf8');
}

function noFile(path: string): OrreryError {
  return new OrreryError('config/not-found', `There is no file ${path}.`, { fault: 'user' });
}

/** `--job-param k=v`, for the one job that is named. */
function jobArgumentsOf(input: Input): JobArguments | undefined {
  const given = listOf(input, 'job-param');
  if (given.length === 0) return undefined;
  const [job] = input.arguments;
  if (job === undefined || input.arguments.length > 1)
    throw usageError(
      '--job-param gives an argument to the one job that is named: orrery run JOB --job-param k=v.',
    );
  return { job, values: Object.fromEntries(given.map((text) => keyValue('job-param', text))) };
}

/** What the run counts as: `--tag`, `--branch`, else the branch that is checked out (PVL-03: exactly one of both). */
function triggerOf(input: Input, facts: SourceFacts): { readonly trigger: Trigger; readonly note?: string } {
  const tag = textOf(input, 'tag');
  const branch = textOf(input, 'branch');
  if (tag !== undefined && branch !== undefined) throw usageError('--branch and --tag exclude each other.');
  if (tag !== undefined) return { trigger: { kind: 'push', tag } };
  if (branch !== undefined) return { trigger: { kind: 'push', branch } };
  if (facts.branch !== '') return { trigger: { kind: 'push', branch: facts.branch } };
  const assumed = facts.defaultBranch === '' ? 'main' : facts.defaultBranch;
  const why = facts.isRepository ? 'no branch is checked out' : 'this folder is no git repository';
  return {
    trigger: { kind: 'push', branch: assumed },
    note: `note: ${why}; the run counts as a push of ${assumed} (--branch and --tag say otherwise).\n`,
  };
}

/** For `circleci-local`, which runs the job it is told, whatever the filters and schedules of its workflow say. */
function unfiltered(config: ResolvedConfig): ResolvedConfig {
  return {
    ...config,
    workflows: config.workflows.map((workflow) => ({
      ...workflow,
      schedules: [],
      jobs: workflow.jobs.map((job) => ({ ...job, filters: undefined })),
    })),
  };
}
