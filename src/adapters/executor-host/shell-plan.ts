import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepSpec } from '../../ports/executor.ts';
import { makeFolder, stepFolder } from './folders.ts';
import type { ShellFailure, ShellStart } from './shell-process.ts';
import { splitShellWords } from '../../sandbox/shell-words.ts';

/** What all steps of a job have. */
export interface JobPlace {
  /** Holds all that is the job's. */
  readonly folder: string;
  readonly home: string;
  readonly workingDirectory: string;
  /** `CIRCLE_INTERNAL_TASK_DATA`. */
  readonly task: string;
  /** First on PATH: one folder, or several with colons between them. */
  readonly bin: string;
  readonly defaultShell: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Linux takes no argument and no variable of 128 KiB and more (MAX_ARG_STRLEN), its final zero byte included. */
const longestBytes = 131_071;

let longCommands = 0;

/** How to start the shell of a step; its folder is made. */
export function planShell(job: JobPlace, step: StepSpec): ShellStart | ShellFailure {
  const folder = stepFolder(step.workingDirectory, job.home, job.workingDirectory);
  try {
    makeFolder(folder);
  } catch (error) {
    return { code: 1, reason: `the working directory cannot be made: ${(error as Error).message}` };
  }
  const environment = stepEnvironment(job, step);
  const long = tooLongVariable(environment);
  if (long !== undefined) return { code: 126, reason: longVariable(long) };
  const words = step.shell === undefined ? job.defaultShell : [...splitShellWords(step.shell), '-c'];
  return { words: withCommand(job, words, step.command), folder, environment };
}

/** As an argument, so that messages read as on CircleCI; one that is too long for that as a script's file. */
function withCommand({ task }: JobPlace, words: readonly string[], command: string): readonly string[] {
  if (Buffer.byteLength(command) < longestBytes) return [...words, command];
  const file = join(task, `command-${(longCommands += 1)}`);
  writeFileSync(file, command);
  return [...words.slice(0, -1), file];
}

function stepEnvironment(
  { environment, bin, task }: JobPlace,
  step: StepSpec,
): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...environment, ...step.environment };
  return { ...all, PATH: `${bin}:${all['PATH']}`, CIRCLE_INTERNAL_TASK_DATA: task };
}

/** The name of a variable that no process can get. */
export function tooLongVariable(environment: Readonly<Record<string, string>>): string | undefined {
  for (const name of Object.keys(environment)) {
    const value = environment[name] ?? '';
    if (
      value.length * 3 + name.length >= longestBytes &&
      Buffer.byteLength(`${name}=${value}`) >= longestBytes
    )
      return name;
  }
  return undefined;
}

export function longVariable(name: string): string {
  return `the environment variable ${name} is longer than the 128 KiB that a process can be given`;
}
