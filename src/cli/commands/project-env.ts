import { composeStores } from '../compose.ts';
import { notFound } from '../choose-run.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { readSecret } from '../read-secret.ts';
import { isOn, type Verb } from '../verb.ts';
import { checkVariable } from './context.ts';
import { jsonFlag } from './flags.ts';

const keyArgument = { name: 'KEY', text: 'Name of the variable', isRequired: true } as const;

export const projectEnvList: Verb = {
  name: 'project env list',
  summary: "List the names of this project's local environment variables; never values",
  arguments: [],
  flags: [jsonFlag],
  examples: [
    ['orrery project env list', 'names, one a line'],
    ['orrery project env list --json', 'for a script'],
  ],
  async run(input, terminal) {
    const { secrets } = composeStores(findProject(terminal.cwd), terminal);
    const names = [...(await secrets.project()).keys()].toSorted();
    await terminal.out(
      isOn(input, 'json')
        ? `${JSON.stringify({ schemaVersion: 1, names }, undefined, 2)}\n`
        : names.map((name) => `${name}\n`).join(''),
    );
    return exitCode.ok;
  },
};

export const projectEnvSet: Verb = {
  name: 'project env set',
  summary: "Set one of this project's local environment variables; jobs get it, logs mask it",
  arguments: [keyArgument, { name: 'VALUE', text: 'Its value; without it, read from standard input' }],
  flags: [],
  isVerbatim: true,
  examples: [
    ['orrery project env set REGION eu-central-1', 'a plain value'],
    ['orrery project env set TOKEN < token.txt', 'a secret that need not stand in the shell history'],
  ],
  async run(input, terminal) {
    const [key = '', value] = input.arguments;
    checkVariable(key);
    const project = findProject(terminal.cwd);
    await composeStores(project, terminal).secrets.setProject(key, value ?? (await readSecret(terminal)));
    terminal.err(`Set ${key}.\n`);
    return exitCode.ok;
  },
};

export const projectEnvRemove: Verb = {
  name: 'project env rm',
  summary: "Remove one of this project's local environment variables",
  arguments: [keyArgument],
  flags: [],
  examples: [['orrery project env rm TOKEN', 'jobs no longer get it']],
  async run(input, terminal) {
    const [key = ''] = input.arguments;
    if (!(await composeStores(findProject(terminal.cwd), terminal).secrets.removeProject(key)))
      throw notFound(
        `This project has no local variable ${key}.`,
        'orrery project env list shows what there is.',
      );
    terminal.err(`Removed ${key}.\n`);
    return exitCode.ok;
  },
};
