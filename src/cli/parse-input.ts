import { Command, CommanderError, Option } from 'commander';
import { nearest } from '../language/source/nearest.ts';
import { usageError } from './usage-error.ts';
import type { Flag, Input, Verb } from './verb.ts';

/** What the words after the verb say; `help` when they ask for it. Flags that are not given come from `ORRERY_<FLAG>`. */
export function parseInput(
  verb: Verb,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Input | 'help' {
  if (verb.isVerbatim === true) return verbatim(verb, words);
  const flags = new Map<string, string[]>();
  const command = new Command(verb.name);
  command
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} })
    .helpOption('-h, --help');
  for (const flag of verb.flags) command.addOption(option(flag, flags));
  for (const a of verb.arguments)
    command.argument(
      `${a.isRequired ? '<' : '['}${a.name}${a.isList ? '...' : ''}${a.isRequired ? '>' : ']'}`,
    );
  try {
    command.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return 'help';
    throw usageError(sentence(error, verb), `See: orrery ${verb.name} --help`);
  }
  fromEnvironment(verb, flags, environment);
  return { arguments: command.args, flags };
}

function verbatim(verb: Verb, words: readonly string[]): Input | 'help' {
  if (words[0] === '--help' || words[0] === '-h') return 'help';
  const least = verb.arguments.filter((a) => a.isRequired).length;
  if (words.length < least || words.length > verb.arguments.length)
    throw usageError(
      `orrery ${verb.name} takes ${verb.arguments.map((a) => (a.isRequired ? a.name : `[${a.name}]`)).join(' ')}.`,
      `See: orrery ${verb.name} --help`,
    );
  return { arguments: words, flags: new Map() };
}

/** Values are gathered by our own map: commander's would lose `--no-…` and repeated switches. */
function option(flag: Flag, flags: Map<string, string[]>): Option {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const made = new Option(`${short}--${flag.name}${flag.value === undefined ? '' : ` <${flag.value}>`}`);
  // `--no-cache` is a switch of that name here, not the absence of a flag `cache`.
  made.negate = false;
  if (flag.value === undefined) made.preset('');
  return made.argParser((value: string) => {
    take(flag, value, flags);
    return value;
  });
}

function take(flag: Flag, value: string, flags: Map<string, string[]>): void {
  if (flag.choices !== undefined && !flag.choices.includes(value))
    throw usageError(`--${flag.name} is one of ${flag.choices.join(', ')}, not ${JSON.stringify(value)}.`);
  flags.set(flag.name, flag.isList ? [...(flags.get(flag.name) ?? []), value] : [value]);
}

function fromEnvironment(
  verb: Verb,
  flags: Map<string, string[]>,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const flag of verb.flags) {
    const value = environment[flagVariable(flag)];
    if (flags.has(flag.name) || value === undefined || value === '') continue;
    if (flag.value === undefined) {
      if (!['0', 'false', 'no', 'off'].includes(value.toLowerCase())) flags.set(flag.name, ['']);
    } else for (const one of flag.isList ? value.split('\n') : [value]) take(flag, one, flags);
  }
}

/** The environment variable that stands for a flag. */
export function flagVariable(flag: Flag): string {
  return `ORRERY_${flag.name.replaceAll('-', '_').toUpperCase()}`;
}

function sentence(error: CommanderError, verb: Verb): string {
  const unknown = /unknown option '([^']+)'/.exec(error.message)?.[1];
  if (unknown === undefined) {
    const text = error.message.replace(/^error: /, '');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, '.');
  }
  const near = nearest(
    unknown.replace(/^--?/, '').replace(/=.*/, ''),
    verb.flags.map((f) => f.name),
  );
  return `orrery ${verb.name} has no flag ${unknown}${near === undefined ? '' : `; did you mean --${near}?`}`;
}
