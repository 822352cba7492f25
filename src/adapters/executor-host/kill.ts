import { setTimeout as pause } from 'node:timers/promises';
import { belonging, type Belonging, type Strays } from './belonging.ts';
import { type ProcessTable, readProcess, readProcesses, type RunningProcess } from './process-table.ts';

/** No tree that can be killed takes longer; what is left then belongs to another user (`sudo`), or hangs in the kernel. */
const longestMs = 3_000;

export function isGroupAlive(leader: number): boolean {
  return send(-leader, 0);
}

/**
 * Kills a shell that runs, and all that came of it: what descends from it or shares its session and, with `strays`, what
 * has left its tree since it began. The table is read before the first kill, while parents still tell of their children;
 * then its group goes at once, so that a storm of forks in it ends.
 */
export async function killTree(
  shell: number,
  spared: ReadonlySet<number>,
  strays: Strays | undefined,
): Promise<void> {
  // One that has ended by itself leaves nothing to go by but its group.
  const since = readProcess(shell)?.started ?? (process.platform === 'linux' ? Infinity : 0);
  const rule: Belonging = { shells: new Set([shell]), spared, strays, since, first: shell };
  const tree = belonging(readProcesses(), rule);
  send(-shell, 'SIGKILL');
  for (const one of tree) send(one.pid, 'SIGKILL');
  await killAll(rule);
}

/** Kills what belongs, pass after pass until none of it runs, and gives what is left of it after three seconds. */
export async function killAll(
  rule: Belonging,
  read: () => ProcessTable = readProcesses,
): Promise<readonly RunningProcess[]> {
  const end = performance.now() + longestMs;
  for (let pass = 0; ; pass += 1) {
    const left = belonging(read(), rule);
    if (left.length === 0 || performance.now() > end) return left;
    for (const one of left) send(one.pid, 'SIGKILL');
    if (pass >= 2) await pause(Math.min(pass, 20));
  }
}

export function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
