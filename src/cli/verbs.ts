import type { Verb } from './verb.ts';

/** A row of the table of verbs: what the top help says, and how the verb itself is loaded, only when it is asked for. */
export interface VerbEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: 'Run' | 'Look' | 'Act' | 'Config' | 'Set up' | 'circleci-local';
  load(): Promise<Verb>;
}

/** Every verb that is built; one file under `commands/` each. */
export const verbs: readonly VerbEntry[] = [
  entry(
    'Run',
    'run',
    'Run the pipeline of this repository',
    async () => (await import('./commands/run.ts')).run,
  ),
  entry(
    'Run',
    'plan',
    'Show what would run and why; start nothing',
    async () => (await import('./commands/plan.ts')).plan,
  ),
  entry(
    'Run',
    'demo',
    'Run a small built-in pipeline',
    async () => (await import('./commands/demo.ts')).demo,
  ),
  entry(
    'Look',
    'runs',
    'List the runs of this repository',
    async () => (await import('./commands/runs.ts')).runs,
  ),
  entry(
    'Look',
    'status',
    'Show a run: workflows, jobs, steps',
    async () => (await import('./commands/status.ts')).status,
  ),
  entry(
    'Look',
    'logs',
    'Print the output of a run, a job, a step',
    async () => (await import('./commands/logs.ts')).logs,
  ),
  entry(
    'Look',
    'artifacts',
    'List the artifacts of a run',
    async () => (await import('./commands/artifacts.ts')).artifacts,
  ),
  entry(
    'Look',
    'tests',
    'Show the test results of a run',
    async () => (await import('./commands/tests.ts')).tests,
  ),
  entry(
    'Act',
    'rerun',
    'Run a run again, or what failed of it',
    async () => (await import('./commands/rerun.ts')).rerun,
  ),
  entry(
    'Act',
    'approve',
    'Approve a job that waits, and go on',
    async () => (await import('./commands/approve.ts')).approve,
  ),
  entry('Act', 'cancel', 'Cancel a run', async () => (await import('./commands/cancel.ts')).cancel),
  entry(
    'Config',
    'config validate',
    'Check a config',
    async () => (await import('./commands/config-validate.ts')).configValidate,
  ),
  entry(
    'Config',
    'config process',
    'Print the compiled config',
    async () => (await import('./commands/config-process.ts')).configProcess,
  ),
  entry(
    'Config',
    'config pack',
    'Make one config of many files',
    async () => (await import('./commands/pack.ts')).configPack,
  ),
  entry(
    'Config',
    'orb list',
    'List the orbs at hand, or of a namespace',
    async () => (await import('./commands/orb-list.ts')).orbList,
  ),
  entry(
    'Config',
    'orb info',
    'Show what an orb offers',
    async () => (await import('./commands/orb-info.ts')).orbInfo,
  ),
  entry(
    'Config',
    'orb source',
    'Print the source of an orb',
    async () => (await import('./commands/orb-source.ts')).orbSource,
  ),
  entry(
    'Config',
    'orb validate',
    "Check an orb's source",
    async () => (await import('./commands/orb-validate.ts')).orbValidate,
  ),
  entry(
    'Config',
    'orb pack',
    'Make one orb of many files',
    async () => (await import('./commands/pack.ts')).orbPack,
  ),
  entry(
    'Config',
    'orb vendor',
    'Keep copies of the orbs in the repository',
    async () => (await import('./commands/orb-vendor.ts')).orbVendor,
  ),
  entry(
    'Set up',
    'init',
    'Write a first .circleci/config.yml',
    async () => (await import('./commands/init.ts')).init,
  ),
  entry(
    'Set up',
    'context list',
    'List local contexts and their variables',
    async () => (await import('./commands/context.ts')).contextList,
  ),
  entry(
    'Set up',
    'context set',
    'Set a variable of a local context',
    async () => (await import('./commands/context.ts')).contextSet,
  ),
  entry(
    'Set up',
    'context rm',
    'Remove a local context or a variable of it',
    async () => (await import('./commands/context.ts')).contextRemove,
  ),
  entry(
    'Set up',
    'project env list',
    "List the project's local variables",
    async () => (await import('./commands/project-env.ts')).projectEnvList,
  ),
  entry(
    'Set up',
    'project env set',
    "Set one of the project's local variables",
    async () => (await import('./commands/project-env.ts')).projectEnvSet,
  ),
  entry(
    'Set up',
    'project env rm',
    "Remove one of the project's local variables",
    async () => (await import('./commands/project-env.ts')).projectEnvRemove,
  ),
  entry(
    'Set up',
    'cache list',
    'List the stored caches',
    async () => (await import('./commands/cache.ts')).cacheList,
  ),
  entry('Set up', 'cache rm', 'Remove caches', async () => (await import('./commands/cache.ts')).cacheRemove),
  entry(
    'Set up',
    'doctor',
    'Check this machine; clean up with --fix',
    async () => (await import('./commands/doctor.ts')).doctor,
  ),
  entry(
    'Set up',
    'completion',
    'Print a completion script for a shell',
    async () => (await import('./commands/completion.ts')).completion,
  ),
  entry(
    'circleci-local',
    'execute',
    'Run one job, as circleci local execute did',
    async () => (await import('./local-execute.ts')).localExecute,
  ),
];

/** Verbs of several words with the same beginning stand in the top help as one line: `orb` and what comes after it. */
export const families: Readonly<Record<string, string>> = {
  config: 'the config by itself',
  orb: 'shared pieces of configs, and their copies here',
  context: 'local contexts and their variables',
  'project env': "the project's local variables",
  cache: 'the stored caches',
};

/** `orb` of `orb list`; undefined for a verb that stands alone. */
export function familyOf(name: string): string | undefined {
  const at = name.lastIndexOf(' ');
  return at < 0 ? undefined : name.slice(0, at);
}

function entry(group: VerbEntry['group'], name: string, summary: string, load: VerbEntry['load']): VerbEntry {
  return { name, summary, group, load };
}

/** The verb that the words begin with, the longest first, and the words after it. */
export function findVerb(
  words: readonly string[],
): { readonly entry: VerbEntry; readonly rest: readonly string[] } | undefined {
  for (let length = 3; length > 0; length -= 1) {
    const found = verbs.find((v) => v.name === words.slice(0, length).join(' ') && words.length >= length);
    if (found !== undefined) return { entry: found, rest: words.slice(length) };
  }
  return undefined;
}
