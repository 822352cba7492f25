import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { systemCode } from '../../machine/store-error.ts';
import { isGroupAlive } from './kill.ts';
import type { Output } from './output.ts';

export interface ShellStart {
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A shell that was started: how it ends, and who it is as long as it runs. */
export interface ShellProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** The exit code, 128 and the signal's number for one that was killed; or why there is none. */
  readonly exit: Promise<number | ShellFailure>;
}

/** It could not be started. `code` is what a shell would exit with then. */
export interface ShellFailure {
  readonly code: number;
  readonly reason: string;
}

/** Waits so long for what a step leaves running and that holds its output open: `tee` in a process substitution. */
const graceMs = 200;
const lookMs = 20;

/** Starts a shell as the leader of a session: no terminal, and one group for all that stays with it. */
export function spawnShell(start: ShellStart, outputFd: number): ShellProcess {
  const [program = '', ...words] = start.words;
  try {
    const child = spawn(program, words, {
      cwd: start.folder,
      env: start.environment,
      detached: true,
      stdio: ['ignore', outputFd, outputFd],
    });
    return { pid: child.pid, exit: exitOf(child, program) };
  } catch (error) {
    return { pid: undefined, exit: Promise.resolve(failure(program, error)) };
  }
}

function exitOf(child: ChildProcess, program: string): Promise<number | ShellFailure> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(failure(program, error)));
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

function failure(program: string, error: unknown): ShellFailure {
  const code = systemCode(error);
  if (code === 'ENOENT') return { code: 127, reason: `${program}: not found` };
  if (code === 'E2BIG') return { code: 126, reason: `${program}: the environment is too long` };
  return { code: 126, reason: `${program}: ${(error as Error).message}` };
}

/** After the end of a shell: its last output, and for a moment that of what it left in its group. */
export async function settle(pid: number, output: Output): Promise<void> {
  for (let waited = 0; waited < graceMs && !output.isAtEnd() && isGroupAlive(pid); waited += lookMs)
    await Promise.race([output.atEnd, pause(lookMs)]);
  if (!output.isAtEnd()) await output.takeRest();
}
