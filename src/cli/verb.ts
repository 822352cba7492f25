import type { Terminal } from './terminal.ts';

/** A verb of the command line as data: what help, parsing, completion and the environment variables are made from. */
export interface Verb {
  /** `run`, `config validate`. */
  readonly name: string;
  /** What it is called through, if not `orrery`. */
  readonly program?: string;
  readonly summary: string;
  readonly arguments: readonly Argument[];
  readonly flags: readonly Flag[];
  /** Words are taken as they stand, even those with a dash before them: a value may begin so. */
  readonly isVerbatim?: boolean;
  /** A command line and what it is good for. */
  readonly examples: readonly (readonly [string, string])[];
  /** What the summary and the flags do not say; a few lines. */
  readonly notes?: readonly string[];
  /** The exit code. Throws `OrreryError` for trouble outside the user's config. */
  run(input: Input, terminal: Terminal): Promise<number>;
}

export interface Argument {
  /** As help shows it: `NAME`. */
  readonly name: string;
  readonly text: string;
  readonly isRequired?: boolean;
  readonly isList?: boolean;
}

export interface Flag {
  /** Long name without dashes; its environment variable is `ORRERY_` and this in capitals. */
  readonly name: string;
  readonly short?: string;
  /** What help calls the value; a flag without is a switch. */
  readonly value?: string;
  /** The flag may be given again; in its environment variable, one value a line. */
  readonly isList?: boolean;
  readonly choices?: readonly string[];
  readonly text: string;
  /** Taken, not shown in help. */
  readonly isHidden?: boolean;
}

/** What was given on the command line, or by the environment. */
export interface Input {
  readonly arguments: readonly string[];
  /** By flag name. A switch: `['']` when it is on. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

export function isOn(input: Input, flag: string): boolean {
  return input.flags.has(flag);
}

export function textOf(input: Input, flag: string): string | undefined {
  return input.flags.get(flag)?.at(-1);
}

export function listOf(input: Input, flag: string): readonly string[] {
  return input.flags.get(flag) ?? [];
}
