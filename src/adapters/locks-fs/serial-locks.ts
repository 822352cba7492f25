import { type FSWatcher, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isAbsent, storeError } from '../../machine/store-error.ts';
import type { SerialLocks } from '../../ports/serial-locks.ts';
import { isSame, type LockStanding, type PlacedTicket, standingIn } from '../../run/lock-queue.ts';
import { allTickets, hashOf, putTicket, ticketsIn } from './ticket-file.ts';

export interface FileLocksOptions {
  /** Where the queues of all projects stand. */
  readonly folder: string;
  /** Root of the project that looks: an absolute path. */
  readonly project: string;
  /** Where that project keeps which of its pipelines had a lock: it goes with the numbers that it speaks of. */
  readonly localFolder: string;
  /** Whether a run still goes on with a job, or keeps its lock. */
  readonly isLive: (ticket: PlacedTicket) => Promise<boolean>;
}

/** Locks as files of one folder, a ticket each; the order of their names is that of the queue. */
export function fileSerialLocks({ folder, project, localFolder, isLive }: FileLocksOptions): SerialLocks {
  const markOf = (key: string): string => join(localFolder, 'serial', hashOf(key));

  /** Who asks lives. */
  const liveWith = async (own: PlacedTicket): Promise<readonly PlacedTicket[]> => {
    const live: PlacedTicket[] = [];
    for (const { name, ...ticket } of ticketsIn(folder, own.key)) {
      if (isSame(ticket, own) || (await isLive(ticket))) live.push(ticket);
      else rmSync(join(folder, name), { force: true });
    }
    return live;
  };

  return {
    async ask(ticket) {
      const own = { ...ticket, project };
      try {
        if (!ticketsIn(folder, ticket.key).some((one) => isSame(one, own))) putTicket(folder, own);
        const newest = readMark(markOf(ticket.key));
        const standing = standingIn(await liveWith(own), own, newest);
        if (standing.kind === 'held')
          writeMark(localFolder, markOf(ticket.key), Math.max(newest, own.number));
        return seenFrom(project, standing);
      } catch (error) {
        throw storeError(error, `could not queue up for ${ticket.key}`);
      }
    },
    async leave(runId, job) {
      for (const ticket of allTickets(folder))
        if (isSame(ticket, { runId, job })) rmSync(join(folder, ticket.name), { force: true });
    },
    jobsOf: async (runId) => allTickets(folder).flatMap((one) => (one.runId === runId ? [one.job] : [])),
    watch: (onChange) => watchFolder(folder, onChange),
  };
}

function seenFrom(project: string, standing: LockStanding): LockStanding {
  if (standing.kind !== 'waits') return standing;
  return { ...standing, holder: { ...standing.holder, project: relative(project, standing.holder.project) } };
}

/** Only who has the lock writes it. */
function writeMark(localFolder: string, file: string, number: number): void {
  mkdirSync(join(localFolder, 'serial'), { recursive: true });
  writeFileSync(file, String(number));
}

function readMark(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  }
}

/** A system that has no more watches to give leaves it to whoever asks again by himself. */
function watchFolder(folder: string, onChange: () => void): { close(): void } {
  let watcher: FSWatcher | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher?.close());
  } catch {
    watcher = undefined;
  }
  return { close: () => watcher?.close() };
}
