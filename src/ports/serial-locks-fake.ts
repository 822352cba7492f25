import { isSame, type PlacedTicket, standingIn } from '../run/lock-queue.ts';
import type { SerialLocks } from './serial-locks.ts';

/** The locks of a machine in memory. */
export interface MemoryLocks {
  /** As the project in a folder sees them. */
  of(project: string): SerialLocks;
}

/** `isLive`: whether a run still goes on with a job, or keeps its lock. */
export function memoryLocks(isLive: (ticket: PlacedTicket) => Promise<boolean>): MemoryLocks {
  let queue: PlacedTicket[] = [];
  const newest = new Map<string, number>();
  const listeners = new Set<() => void>();
  const changed = (): void => listeners.forEach((listener) => listener());

  const prune = async (own: PlacedTicket): Promise<void> => {
    const lives = async (one: PlacedTicket): Promise<boolean> => isSame(one, own) || isLive(one);
    const live = await Promise.all(queue.map(async (one) => ({ one, isLive: await lives(one) })));
    const dead = new Set(live.flatMap(({ one, isLive: isIn }) => (isIn ? [] : [one])));
    queue = queue.filter((one) => !dead.has(one));
  };
  const of = (project: string): SerialLocks => ({
    async ask(ticket) {
      const own = { ...ticket, project };
      if (!queue.some((one) => isSame(one, own))) queue = [...queue, own];
      await prune(own);
      const mark = JSON.stringify([project, ticket.key]);
      const inKey = queue.filter((one) => one.key === ticket.key);
      const standing = standingIn(inKey, own, newest.get(mark) ?? 0);
      if (standing.kind === 'held') newest.set(mark, Math.max(newest.get(mark) ?? 0, own.number));
      if (standing.kind !== 'waits') return standing;
      const { holder } = standing;
      return {
        ...standing,
        holder: { ...holder, project: holder.project === project ? '' : holder.project },
      };
    },
    async leave(runId, job) {
      queue = queue.filter((one) => !isSame(one, { runId, job }));
      changed();
    },
    jobsOf: async (runId) => queue.filter((one) => one.runId === runId).map((one) => one.job),
    watch(onChange) {
      listeners.add(onChange);
      return { close: () => void listeners.delete(onChange) };
    },
  });
  return { of };
}
