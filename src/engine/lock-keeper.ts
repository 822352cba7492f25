import type { JobKey } from '../plan/plan.ts';
import type { RunEvent } from '../run/event.ts';
import { jobOf } from '../run/job-table.ts';
import { holdsLock, lockKeyOf } from '../run/locks.ts';
import type { LockStanding, LockTicket } from '../run/lock-queue.ts';
import type { JobState, RunState } from '../run/state.ts';
import { lockName } from '../run/wait-reason.ts';
import { invariant } from '../base/invariant.ts';
import { alarmClock } from './alarm-clock.ts';
import type { RunSession } from './run-session.ts';

/** Queues up for the locks and serial groups that jobs of this run need, and gives them back. */
export interface LockKeeper {
  /** A queued job waits for its lock from now on. One that does so already is left alone. */
  take(job: JobKey): void;
  /** The events that follow from what was heard since the last time. */
  told(state: RunState): readonly RunEvent[];
  /** True while it is not known yet, or not told, how some job stands in its queue. */
  isBusy(): boolean;
  /** Gives back what jobs neither wait for nor hold any more. */
  settle(state: RunState): void;
  /** Nobody waits any more; what `state` says is held stays so, for whoever goes on with the run. */
  close(state: RunState): Promise<void>;
}

/** How often a queue is looked at when nothing tells that it has changed. */
const everyMs = 2_000;
/** WFL-66 */
const patienceMs = 5 * 60 * 60 * 1000;

interface Waiting {
  readonly stopping: AbortController;
  isAsking: boolean;
}

/** `onChange` is called when there is something to tell. Takes over the places and locks that the run has. */
export async function openLockKeeper(session: RunSession, onChange: () => void): Promise<LockKeeper> {
  const { ports, runId } = session;
  const { locks, clock } = ports;
  const waiting = new Map<JobKey, Waiting>();
  const placed = new Set<JobKey>(await locks.jobsOf(runId));
  const leaving = new Set<Promise<void>>();
  const alarm = alarmClock(clock);
  let heard: RunEvent[] = [];
  let watching: { close(): void } | undefined;

  const giveBack = (job: JobKey): void => {
    waiting.get(job)?.stopping.abort();
    waiting.delete(job);
    placed.delete(job);
    const left = locks
      .leave(runId, job)
      .catch(session.fail)
      .finally(() => leaving.delete(left));
    leaving.add(left);
  };
  const follow = async (ticket: LockTicket, kind: JobState['kind'], own: Waiting): Promise<void> => {
    const { signal } = own.stopping;
    const sinceMs = clock.now().getTime();
    let told: string | undefined;
    await Promise.all(leaving);
    while (!signal.aborted) {
      const seen = alarm.count();
      const standing = await locks.ask(ticket);
      if (signal.aborted) return giveBack(ticket.job);
      const leftMs = sinceMs + patienceMs - clock.now().getTime();
      const event = eventOf(ticket, kind, standing, leftMs, told);
      if (event !== undefined) heard.push(event);
      if (event !== undefined || own.isAsking) onChange();
      own.isAsking = false;
      if (standing.kind !== 'waits' || event?.type === 'job.finished') return;
      told = holderOf(standing);
      await alarm.sleep(Math.min(everyMs, leftMs), seen, signal);
    }
  };

  return {
    take(key) {
      if (waiting.has(key)) return;
      watching ??= locks.watch(alarm.ring);
      const own = { stopping: new AbortController(), isAsking: true };
      waiting.set(key, own);
      placed.add(key);
      const { state: job } = session.job(key);
      follow(ticketOf(session, job), job.kind, own).catch(session.fail);
    },
    told(state) {
      const events = heard.filter(
        (event) => 'job' in event && jobOf(state.jobs, event.job)?.phase === 'queued',
      );
      heard = [];
      return events;
    },
    isBusy: () => heard.length > 0 || [...waiting.values()].some((one) => one.isAsking),
    settle(state) {
      for (const key of placed) {
        const job = jobOf(state.jobs, key);
        const waits = job?.phase === 'queued' && waiting.has(key);
        if (job === undefined || !(waits || holdsLock(state, job))) giveBack(key);
      }
    },
    async close(state) {
      for (const key of placed) {
        const job = jobOf(state.jobs, key);
        if (job === undefined || !holdsLock(state, job)) giveBack(key);
      }
      watching?.close();
      while (leaving.size > 0) await Promise.all(leaving);
    },
  };
}

function ticketOf(session: RunSession, job: JobState): LockTicket {
  const key = lockKeyOf(job);
  invariant(key !== undefined, `${job.key} needs no lock`);
  const yields = !session.manualAttempts().has(job.workflow);
  return { key, runId: session.runId, job: job.key, number: session.created.number, yields };
}

function holderOf({ holder }: Extract<LockStanding, { readonly kind: 'waits' }>): string {
  return `${holder.runId} ${holder.job}`;
}

/** What there is to tell of a standing, if it is news: `told` is who had the lock when it was told last. */
function eventOf(
  { job, key, number }: LockTicket,
  kind: JobState['kind'],
  standing: LockStanding,
  leftMs: number,
  told: string | undefined,
): RunEvent | undefined {
  const name = lockName(kind, key);
  switch (standing.kind) {
    case 'held':
      return { type: 'lock.taken', v: 1, job, key };
    case 'outrun': {
      const reason = `run ${standing.by} came before it in ${name}: run ${number} is older`;
      return { type: 'job.finished', v: 1, job, status: 'not_run', reason };
    }
    case 'waits': {
      const reason = `waited 5 hours for ${name}`;
      if (leftMs <= 0) return { type: 'job.finished', v: 1, job, status: 'canceled', reason };
      return holderOf(standing) === told
        ? undefined
        : { type: 'lock.awaited', v: 1, job, key, holder: standing.holder };
    }
  }
}
