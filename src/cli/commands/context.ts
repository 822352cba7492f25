import { composeStores } from '../compose.ts';
import { notFound } from '../choose-run.ts';
import { exitCode } from '../exit-code.ts';
import { findProject } from '../project.ts';
import { readSecret } from '../read-secret.ts';
import { usageError } from '../usage-error.ts';
import { isOn, type Verb } from '../verb.ts';
import { jsonFlag } from './flags.ts';

const nameArgument = { name: 'NAME', text: 'Name of the context', isRequired: true } as const;

export const contextList: Verb = {
  name: 'context list',
  summary: 'List the local contexts and the names of their variables; never values',
  arguments: [],
  flags: [jsonFlag],
  examples: [
    ['orrery context list', 'names'],
    ['orrery context list --json', 'for a script'],
  ],
  async run(input, terminal) {
    const { secrets } = composeStores(findProject(terminal.cwd), terminal);
    const names = (await secrets.contextNames()).toSorted();
    const contexts = await Promise.all(
      names.map(async (name) => ({
        name,
        variables: [...((await secrets.context(name))?.keys() ?? [])].toSorted(),
      })),
    );
    if (isOn(input, 'json')) {
      await terminal.out(`${JSON.stringify({ schemaVersion: 1, contexts }, undefined, 2)}\n`);
      return exitCode.ok;
    }
    if (contexts.length === 0) terminal.err('No local contexts. orrery context set NAME KEY makes one.\n');
    for (const { name, variables } of contexts)
      await terminal.out(`${terminal.outStyle.bold(name)}  ${variables.join(' ')}\n`);
    return exitCode.ok;
  },
};

export const contextSet: Verb = {
  name: 'context set',
  summary: 'Set a variable of a local context, for this repository',
  arguments: [
    nameArgument,
    { name: 'KEY', text: 'Name of the variable', isRequired: true },
    { name: 'VALUE', text: 'Its value; without it, read from standard input' },
  ],
  flags: [],
  isVerbatim: true,
  examples: [
    ['orrery context set deploy REGION eu-central-1', 'a plain value'],
    ['orrery context set deploy TOKEN < token.txt', 'a secret that need not stand in the shell history'],
  ],
  async run(input, terminal) {
    const [name = '', key = '', value] = input.arguments;
    checkVariable(key);
    const project = findProject(terminal.cwd);
    await composeStores(project, terminal).secrets.setContext(
      name,
      key,
      value ?? (await readSecret(terminal)),
    );
    terminal.err(`Set ${key} of context ${name}.\n`);
    return exitCode.ok;
  },
};

export const contextRemove: Verb = {
  name: 'context rm',
  summary: 'Remove a variable of a local context, or the whole context',
  arguments: [nameArgument, { name: 'KEY', text: 'The variable; without it, the context goes' }],
  flags: [],
  examples: [
    ['orrery context rm deploy TOKEN', 'one variable'],
    ['orrery context rm deploy', 'all of it'],
  ],
  async run(input, terminal) {
    const [name = '', key] = input.arguments;
    const { secrets } = composeStores(findProject(terminal.cwd), terminal);
    if (!(await secrets.removeContext(name, key)))
      throw notFound(
        key === undefined
          ? `There is no local context ${name}.`
          : `Context ${name} has no variable ${key} here.`,
        'orrery context list shows what there is.',
      );
    terminal.err(`Removed ${key === undefined ? `context ${name}` : `${key} of context ${name}`}.\n`);
    return exitCode.ok;
  },
};

/** Environment variables have POSIX names (ENV-04). */
export function checkVariable(key: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
    throw usageError(
      `${JSON.stringify(key)} is no name of an environment variable: letters, digits and _, no digit first.`,
    );
}
