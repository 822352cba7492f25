import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { startPipeline, readRun } from '../../engine/index.ts';
import type { RunOptions } from '../../engine/index.ts';
import { chooseExecutor, executorChoices } from '../choose-executor.ts';
import { notFound } from '../choose-run.ts';
import { type Engine, composeEngine } from '../compose.ts';
import { drive } from '../drive.ts';
import { givenEnvironment } from '../environment.ts';
import { exitCode } from '../exit-code.ts';
import { nothingToRun } from '../nothing-to-run.ts';
import { type PreparedPipeline, preparePipeline } from '../prepare-pipeline.ts';
import { orbOptions } from '../orb-options.ts';
import { findProject } from '../project.ts';
import { runTitle } from '../run-title.ts';
import type { Terminal } from '../terminal.ts';
import { usageError, wholeNumber } from '../usage-error.ts';
import { type Input, isOn, listOf, textOf, type Verb } from '../verb.ts';
import { withParallelism } from '../with-parallelism.ts';
import { jsonFlag, orbFlags, triggerFlags } from './flags.ts';

export const run: Verb = {
  name: 'run',
  summary: 'Run the pipeline of this repository as a push of this branch would',
  arguments: [{ name: 'NAME', text: 'Workflows or jobs; a job brings what it depends on', isList: true }],
  flags: [
    ...triggerFlags,
    ...orbFlags,
    {
      name: 'executor',
      value: 'WHERE',
      choices: executorChoices,
      text: 'auto, docker or host (auto: docker if it answers)',
    },
    {
      name: 'env',
      short: 'e',
      value: 'K[=V]',
      isList: true,
      text: 'Variable for the jobs; K alone: its value here',
    },
    { name: 'env-file', value: 'FILE', isList: true, text: 'K=V lines of such variables' },
    { name: 'approve', value: 'WHICH', isList: true, text: 'Approvals to grant: all, a job, or ask' },
    { name: 'bind', text: 'Work in this folder itself: no copy, and no checkout' },
    {
      name: 'pull',
      value: 'WHEN',
      choices: ['missing', 'always', 'never'],
      text: 'Pull images: missing (default), always, never',
    },
    { name: 'platform', value: 'OS/ARCH', text: 'Platform of the images' },
    { name: 'concurrency', value: 'N', text: 'Jobs at the same time' },
    { name: 'parallelism', value: 'N', text: 'Executions of the jobs named' },
    { name: 'index', value: 'N', text: 'Only execution N of a parallel job, from 0' },
    { name: 'no-cache', text: 'Restore and save no caches' },
    jsonFlag,
  ],
  examples: [
    ['orrery run', 'all workflows of a push'],
    ['orrery run test --only', 'this job alone'],
    ['orrery run --tag v1.2.0 --approve all', 'as a release'],
    ['orrery run --param deploy=true -e TOKEN', 'with a parameter and a variable'],
  ],
  async run(input, terminal) {
    const project = findProject(terminal.cwd);
    const engine = await composeEngine(project, terminal, orbOptions(input, project));
    try {
      const sources = {
        project,
        source: engine.ports.source,
        events: engine.ports.events,
        orbs: engine.orbs,
      };
      const prepared = await preparePipeline(sources, input, terminal);
      if (prepared === undefined) return exitCode.config;
      if (prepared.plan.workflows.length === 0) {
        terminal.err(nothingToRun(prepared.plan, prepared.trigger));
        return exitCode.ok;
      }
      return await startAndDrive(engine, prepared, input, terminal);
    } finally {
      await engine.close();
    }
  },
};

async function startAndDrive(
  { ports }: Engine,
  prepared: PreparedPipeline,
  input: Input,
  terminal: Terminal,
): Promise<number> {
  const plan = withParallelism(prepared.plan, input.arguments, textOf(input, 'parallelism'));
  const options = await runOptions(input, prepared, ports.executors, terminal);
  const { runId } = await startPipeline(ports, {
    plan,
    trigger: prepared.trigger,
    values: prepared.values,
    parameters: prepared.parameters,
    options,
    checks: [...prepared.checks],
  });
  const view = await readRun(ports, runId);
  return drive(
    ports,
    runId,
    {
      title: runTitle(view, options.executor),
      json: isOn(input, 'json'),
      asks: terminal.canAsk && !isOn(input, 'json'),
      approves: [],
      after: 0,
    },
    terminal,
  );
}

async function runOptions(
  input: Input,
  { plan, revision }: PreparedPipeline,
  executors: Engine['ports']['executors'],
  terminal: Terminal,
): Promise<RunOptions> {
  const bind = isOn(input, 'bind');
  if (bind && revision !== undefined)
    throw usageError('--bind works in the working tree; --committed and --revision do not go with it.');
  const index = textOf(input, 'index');
  const volumes = listOf(input, 'volume').map((volume) => absoluteVolume(volume, terminal.cwd));
  const concurrency = textOf(input, 'concurrency');
  return {
    executor: await chooseExecutor(textOf(input, 'executor') ?? 'auto', executors, terminal),
    checkout: bind
      ? { kind: 'bind' }
      : revision === undefined
        ? { kind: 'tree' }
        : { kind: 'commit', revision },
    ...(volumes.length > 0 && { volumes }),
    pull: (textOf(input, 'pull') ?? 'missing') as RunOptions['pull'],
    platform: textOf(input, 'platform') ?? (terminal.environment['DOCKER_DEFAULT_PLATFORM'] || undefined),
    concurrency:
      concurrency === undefined ? defaultConcurrency() : wholeNumber('concurrency', concurrency, 1),
    environment: givenEnvironment(
      listOf(input, 'env'),
      listOf(input, 'env-file'),
      terminal.environment,
      terminal.cwd,
    ),
    caches: !isOn(input, 'no-cache'),
    approve: approvals(listOf(input, 'approve'), plan),
    index: index === undefined ? undefined : wholeNumber('index', index, 0),
  };
}

/** Of `circleci-local execute -v`: a relative folder counts from here. */
function absoluteVolume(volume: string, cwd: string): string {
  const at = volume.indexOf(':');
  if (at <= 0) throw usageError(`--volume takes HOST:DIR, not ${JSON.stringify(volume)}.`);
  return `${resolve(cwd, volume.slice(0, at))}${volume.slice(at)}`;
}

/** Jobs wait for disks and networks as much as for processors. */
function defaultConcurrency(): number {
  return Math.max(4, availableParallelism());
}

function approvals(given: readonly string[], plan: PreparedPipeline['plan']): RunOptions['approve'] {
  if (given.includes('all')) return 'all';
  const known = plan.workflows
    .flatMap((w) => w.jobs)
    .filter((j) => j.type === 'approval')
    .map((j) => j.name);
  const names = given.filter((name) => name !== 'ask');
  // What a setup config continues with may have more.
  for (const name of names)
    if (!known.includes(name) && !plan.setup)
      throw notFound(
        `--approve ${name}: this run has no approval of that name.`,
        known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`,
      );
  return names;
}
