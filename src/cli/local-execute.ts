import { wholeNumber } from './usage-error.ts';
import { type Flag, type Input, isOn, listOf, textOf, type Verb } from './verb.ts';

/** `circleci-local execute` and `circleci-local build` are the verb below; all other words are those of `orrery`. */
export function localArguments(args: readonly string[]): readonly string[] {
  const words = args[0] === 'local' ? args.slice(1) : args;
  if (words[0] !== 'execute' && words[0] !== 'build') return words;
  // A Go switch takes a value only after `=`.
  return [
    'execute',
    ...words.slice(1).map((word) => (word === '--skip-checkout' ? '--skip-checkout=true' : word)),
  ];
}

/** Flags of the CLI v0 that have no meaning here any more; they are taken and said to do nothing. */
const idle: readonly Flag[] = [
  { name: 'checkout-key', value: 'FILE', text: 'ignored: nothing is cloned' },
  { name: 'repo-url', value: 'URL', text: 'ignored: the remote of this repository counts' },
  { name: 'build-agent-version', value: 'X', text: 'ignored: there is no build agent' },
  { name: 'org-slug', short: 'o', value: 'SLUG', text: 'ignored: no organisation is asked for orbs' },
  { name: 'org-id', value: 'ID', text: 'ignored, as --org-slug' },
];

/** Flags of the CLI v0 itself, which its verbs inherited. */
const inherited: readonly Flag[] = [
  { name: 'token', value: 'TOKEN', text: '' },
  { name: 'host', value: 'URL', text: '' },
  { name: 'endpoint', value: 'URL', text: '' },
  { name: 'github-api', value: 'URL', text: '' },
  { name: 'mock-telemetry', value: 'FILE', text: '' },
  { name: 'skip-update-check', text: '' },
  { name: 'debug', text: '' },
].map((flag) => ({ ...flag, isHidden: true }));

/** `circleci local execute` of the CircleCI CLI v0, with all its flags, on Orrery's engine. */
export const localExecute: Verb = {
  name: 'execute',
  program: 'circleci-local',
  summary: 'Run one job of the config on this machine (circleci local execute)',
  arguments: [{ name: 'JOB', text: 'The job to run (build)' }],
  flags: [
    { name: 'job', value: 'JOB', text: 'The same' },
    { name: 'config', short: 'c', value: 'FILE', text: 'Config file (.circleci/config.yml)' },
    { name: 'node-total', value: 'N', text: 'Number of parallel nodes' },
    { name: 'index', value: 'N', text: 'Which node of them, from 0' },
    {
      name: 'skip-checkout',
      value: 'BOOL',
      choices: ['true', 'false'],
      text: 'true: files as they are here; =false: those of the commit',
    },
    { name: 'volume', short: 'v', value: 'HOST:DIR', isList: true, text: 'Bind mount' },
    { name: 'revision', value: 'SHA', text: 'Files and config of this revision' },
    { name: 'branch', value: 'NAME', text: 'Run as a push of this branch' },
    { name: 'env', short: 'e', value: 'K=V', isList: true, text: 'Variable for the job' },
    { name: 'docker-socket-path', value: 'PATH', text: "The container engine's socket" },
    { name: 'temp-dir', value: 'DIR', text: 'Folder for temporary files' },
    ...idle,
    ...inherited,
  ],
  examples: [
    ['circleci local execute build', 'through the CircleCI CLI v1'],
    ['circleci-local execute test -e TOKEN=x', 'without it'],
    ['orrery run', 'the whole pipeline'],
  ],
  async run(input, terminal) {
    for (const flag of idle)
      if (isOn(input, flag.name)) terminal.err(`note: --${flag.name} is ${flag.text}.\n`);
    const socket = textOf(input, 'docker-socket-path');
    const engine = socket === undefined ? {} : { DOCKER_HOST: `unix://${socket}` };
    const account = cliAccount(input);
    const temp = textOf(input, 'temp-dir');
    if (temp !== undefined) process.env['TMPDIR'] = temp;
    const { run } = await import('./commands/run.ts');
    return run.run(runInput(input), {
      ...terminal,
      environment: { ...terminal.environment, ...engine, ...account },
    });
  },
};

/** The same as `orrery run` takes it: the one job alone, without what it depends on. */
function runInput(input: Input): Input {
  const job = textOf(input, 'job') ?? input.arguments[0] ?? 'build';
  const flags = new Map<string, readonly string[]>([
    ['only', ['']],
    ['unfiltered', ['']],
  ]);
  for (const name of ['config', 'index', 'revision', 'branch', 'env', 'volume']) {
    const values = listOf(input, name);
    if (values.length > 0) flags.set(name, values);
  }
  const total = textOf(input, 'node-total');
  if (total !== undefined) flags.set('parallelism', [String(wholeNumber('node-total', total, 1))]);
  if (textOf(input, 'skip-checkout') === 'false' && !flags.has('revision')) flags.set('committed', ['']);
  return { arguments: [job], flags };
}

/** `--host`, `--endpoint` and `--token` say where orbs come from, as they did for the CLI v0. */
function cliAccount(input: Input): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['host', 'endpoint', 'token'].flatMap((flag) => {
      const value = textOf(input, flag);
      return value === undefined ? [] : [[`CIRCLECI_CLI_${flag.toUpperCase()}`, value]];
    }),
  );
}
