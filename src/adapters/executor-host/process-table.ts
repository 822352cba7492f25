import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
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

/** Processes to look at, and any other by its number: one that is not among them may be the parent of one that is. */
export interface ProcessTable {
  readonly all: readonly RunningProcess[];
  find(pid: number): RunningProcess | undefined;
}

/** All processes, the whole table before anything is done about it: killing while reading moves orphans to other parents. */
export function readProcesses(): ProcessTable {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  const table = new Map(all.map((one) => [one.pid, one]));
  return { all, find: (pid) => table.get(pid) };
}

/** Above this many, reading the whole table is quicker than trying each number. */
const longestRange = 400;

/**
 * The processes that came into being since `newestPid` said `since`, of those that still run. Numbers are given out in
 * rising order until they begin anew, so this looks at those few and not at all the machine runs.
 */
export function readProcessesSince(since: number | undefined): ProcessTable {
  const newest = newestPid();
  if (since === undefined || newest === undefined || newest < since || newest - since > longestRange)
    return readProcesses();
  const all: RunningProcess[] = [];
  for (let pid = since + 1; pid <= newest; pid += 1) {
    const one = existsSync(`/proc/${pid}/stat`) ? readProcess(pid) : undefined;
    if (one !== undefined) all.push(one);
  }
  return { all, find: readProcess };
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

/** The number that the newest process or thread got; undefined where the system does not tell. */
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
