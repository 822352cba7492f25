import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The labels of all that this adapter makes in an engine. */
export const labels = {
  run: 'dev.orrery.run',
  /** The process that made it: see `ownOwner`. */
  owner: 'dev.orrery.owner',
  job: 'dev.orrery.job',
} as const;

/**
 * This process, so that another one on this machine can tell later whether it still lives: where it counts (machine and
 * process namespace), its number, and its start, as numbers are given out again.
 */
export function ownOwner(): string {
  return (own ??= [place(), process.pid, startOf(process.pid) ?? ''].join(' '));
}
let own: string | undefined;

/** Undefined when it cannot be told from here: the owner is on another machine or in another container. */
export function isOwnerAlive(owner: string): boolean | undefined {
  const [where, pid = '', ...start] = owner.split(' ');
  if (where !== place() || !/^\d+$/.test(pid)) return undefined;
  return startOf(Number(pid)) === start.join(' ');
}

function place(): string {
  return (ownPlace ??= `${hostname()}/${processNamespace()}`);
}
let ownPlace: string | undefined;

function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    return '';
  }
}

/** When a process began, in whatever way its system tells; undefined when there is none. A zombie is none. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStart(pid);
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim().replaceAll(/\s+/g, '-') : undefined;
}

/** In clock ticks since the boot, and the boot: field 22 of stat alone would be met again after a restart. */
function linuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${fields[19]}@${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)}`;
  } catch {
    return undefined;
  }
}
