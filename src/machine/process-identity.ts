import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A process that no later one can be taken for, though it may get the same number: its start belongs to it. `place`
 * names the set of processes in which `pid` means something: a boot of a machine and, in containers, a namespace.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
  readonly place: string;
}

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  return (own ??= {
    pid: process.pid,
    started: startOf(process.pid) ?? 'unknown',
    place: placeOfPids(),
  });
}

/** `other` is a process of another container or machine, or of a former boot: this machine cannot tell. */
export type Liveness = 'alive' | 'dead' | 'other';

/** One word of letters, digits, `.` and `-`, for a file's name. */
export function printIdentity(identity: ProcessIdentity): string {
  return `${identity.place}-${identity.pid}-${identity.started}`;
}

export function readIdentity(text: string): ProcessIdentity | undefined {
  const [, place, pid, started] = /^([\w.]+)-(\d+)-([\w.]+)$/.exec(text) ?? [];
  if (place === undefined || pid === undefined || started === undefined) return undefined;
  return { place, pid: Number(pid), started };
}

export function livenessOf(process: ProcessIdentity): Liveness {
  if (process.place !== ownIdentity().place) return 'other';
  return startOf(process.pid) === process.started ? 'alive' : 'dead';
}

/** When a process started, in whatever unit this system tells; undefined when there is none of that number, or only a dead one not yet waited for. */
export function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startInProc(pid) : startByPs(pid);
}

function startInProc(pid: number): string | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = statFields(text);
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** What follows the command's name in `/proc/<pid>/stat`: state, parent, group, session …; the start is the 20th. The name may hold anything, `) ` included. */
export function statFields(text: string): readonly string[] {
  return text.slice(text.lastIndexOf(') ') + 2).split(' ');
}

function startByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '').replace(/\W+/g, '.');
  } catch {
    return undefined;
  }
}

function placeOfPids(): string {
  if (process.platform !== 'linux') return 'machine';
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    const namespace = Number(readlinkSync('/proc/self/ns/pid').replace(/\D+/g, ''));
    return `${boot}.${namespace.toString(36)}`;
  } catch {
    return 'machine';
  }
}
