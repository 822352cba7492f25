import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { statFields } from '../../machine/process-identity.ts';

/** A process that runs; one that has ended and was not yet waited for is none. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** It has a terminal: a person's shell or what was started from one. */
  readonly hasTerminal: boolean;
  /** Clock ticks since the machine started; 0 where that is not known. */
  readonly started: number;
}

/** All processes, the whole table before anything is done about it: killing while reading moves orphans to other parents. */
export function readProcesses(): ReadonlyMap<number, RunningProcess> {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  return new Map(all.map((one) => [one.pid, one]));
}

function fromProc(): readonly RunningProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    return Number.isInteger(pid) ? (readProcess(pid) ?? []) : [];
  });
}

/** Undefined when there is none of that number, or no `/proc`. */
export function readProcess(pid: number): RunningProcess | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = statFields(text);
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    hasTerminal: fields[4] !== '0',
    started: Number(fields[19]),
  };
}

function fromPs(): readonly RunningProcess[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,tty='], { encoding: 'latin1' }).split(
    '\n',
  );
  return lines.flatMap((line) => {
    const [pid, parent, group, state = 'Z', terminal = ''] = line.trim().split(/\s+/);
    if (pid === undefined || pid === '' || state.startsWith('Z')) return [];
    const hasTerminal = !/^\?+$/.test(terminal);
    return [
      { pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, hasTerminal, started: 0 },
    ];
  });
}

/** The environment that a process was started with, between zero bytes; undefined where it may not be read. */
export function environmentOf(pid: number): string | undefined {
  const text = textOf(`/proc/${pid}/environ`);
  return text === undefined ? undefined : `\0${text}\0`;
}

export function workingDirectoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** The command line, for people. */
export function commandLineOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
}

/**
 * The number that the newest process got. Between two readings it rises by one a process or thread, so that it tells
 * whether any came into being that is not known of. Undefined where the system does not tell.
 */
export function newestPid(): number | undefined {
  const last = textOf('/proc/loadavg')?.trim().split(' ').at(-1);
  return last === undefined ? undefined : Number(last);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
