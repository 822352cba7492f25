import { closeSync, constants, openSync } from 'node:fs';
import { type ShellProcess, spawnShell } from './shell-process.ts';
import type { SpawnerReport, StartRequest } from './spawner-protocol.ts';

/**
 * A program of its own: starts shells for the process that started it, over their channel, and ends with that process.
 * See spawner.ts for why.
 */
function tell(report: SpawnerReport): void {
  process.send?.(report);
}

function start({ id, start: shell, pipe }: StartRequest): void {
  const { pid, exit } = intoPipe(pipe, (fd) => spawnShell(shell, fd));
  tell({ kind: 'started', id, pid: pid ?? null });
  void exit.then((end) => tell({ kind: 'ended', id, exit: end }));
}

/** Opened for both ways first: to open a pipe for writing alone would wait for ever if its reader had died just now. */
function intoPipe(pipe: string, use: (fd: number) => ShellProcess): ShellProcess {
  const fds: number[] = [];
  try {
    for (const flags of [constants.O_RDWR, constants.O_WRONLY]) fds.push(openSync(pipe, flags));
    closeSync(fds.shift() ?? -1);
    return use(fds[0] ?? -1);
  } catch (error) {
    const reason = `could not write to ${pipe}: ${(error as Error).message}`;
    return { pid: undefined, exit: Promise.resolve({ code: 126, reason }) };
  } finally {
    for (const fd of fds) closeSync(fd);
  }
}

// The signals of a terminal are for the process that started this; when it is gone, so is the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
process.on('message', (message) => start(message as StartRequest));
tell({ kind: 'ready' });
