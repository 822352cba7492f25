import { reportFailure } from './failure.ts';
import { topHelp, verbHelp } from './help.ts';
import { exitCode } from './exit-code.ts';
import { nearest } from '../language/source/nearest.ts';
import { parseInput } from './parse-input.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';
import { findVerb, verbs } from './verbs.ts';
import { version } from './version.ts';

/** The program: runs the verb that the arguments name and ends the process with its exit code. */
export async function start(args: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  await endWith(await runArguments(args, terminal));
}

/** The exit code of a command line. Never throws. */
export async function runArguments(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    return reportFailure(error, terminal);
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = args;
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) return help(args.slice(1), terminal);
  if (first === '--version' || first === '-V') {
    await terminal.out(`orrery ${version}\n`);
    return exitCode.ok;
  }
  const found = findVerb(args);
  if (found === undefined) return group(args, terminal);
  const verb = await found.entry.load();
  const input = parseInput(verb, found.rest, terminal.environment);
  if (input === 'help') {
    await terminal.out(verbHelp(verb, terminal.outStyle));
    return exitCode.ok;
  }
  return verb.run(input, terminal);
}

async function help(words: readonly string[], terminal: Terminal): Promise<number> {
  const found = findVerb(words);
  await terminal.out(
    found === undefined ? topHelp(terminal.outStyle) : verbHelp(await found.entry.load(), terminal.outStyle),
  );
  return exitCode.ok;
}

/** `orrery config` lists its verbs; anything else is a mistake. */
async function group(args: readonly string[], terminal: Terminal): Promise<number> {
  const words = args.filter((a) => !a.startsWith('-'));
  const inside = verbs.filter((v) => words.length > 0 && v.name.startsWith(`${words.join(' ')} `));
  if (inside.length > 0) {
    const list = inside.map((v) => `  orrery ${v.name.padEnd(18)} ${v.summary}\n`).join('');
    if (args.some((a) => a === '--help' || a === '-h')) {
      await terminal.out(list);
      return exitCode.ok;
    }
    terminal.err(`Which one?\n${list}`);
    return exitCode.arguments;
  }
  const name = args[0] ?? '';
  const near =
    nearest(
      words.slice(0, 2).join(' '),
      verbs.map((v) => v.name),
    ) ??
    nearest(
      name,
      verbs.map((v) => v.name),
    );
  throw usageError(
    name.startsWith('-')
      ? `Orrery has no flag ${name}; flags come after the verb.`
      : `Orrery has no verb ${JSON.stringify(words.slice(0, 2).join(' '))}.`,
    near === undefined ? 'orrery --help lists the verbs.' : `Did you mean: orrery ${near}`,
  );
}

/** Ends even where something still holds the event loop; what was written goes out first. */
async function endWith(code: number): Promise<void> {
  process.exitCode = code;
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => void stream.write('', () => resolve())),
    ),
  );
  process.exit(code);
}
