import type { JobKey } from '../plan/plan.ts';
import { runJob } from './run-job.ts';
import type { RunSession } from './run-session.ts';

/** The jobs that this process runs now, and what they left to be removed. */
export interface ActiveJobs {
  /** A job that is running is left alone: it is never started twice. */
  start(job: JobKey): void;
  stop(job: JobKey): void;
  stopAll(): void;
  /** Jobs whose end is not stored yet. */
  count(): number;
  /** Sandboxes of ended jobs that are being removed. */
  leaving(): number;
  /** Resolves when all have ended and are removed. */
  ended(): Promise<void>;
}

/** `onChange` is called when a job has ended or a sandbox is gone. */
export function activeJobs(session: RunSession, onChange: () => void): ActiveJobs {
  const active = new Map<JobKey, { readonly stopping: AbortController; readonly ended: Promise<void> }>();
  const leaving = new Set<Promise<void>>();

  const leave = (work: Promise<void>): void => {
    const gone = work.catch(session.fail).then(() => {
      leaving.delete(gone);
      onChange();
    });
    leaving.add(gone);
  };

  const follow = async (job: JobKey, signal: AbortSignal): Promise<void> => {
    try {
      await runJob(session, job, signal, leave);
    } catch (error) {
      session.fail(error);
    }
    active.delete(job);
    onChange();
  };

  return {
    start(job) {
      if (active.has(job)) return;
      const stopping = new AbortController();
      active.set(job, { stopping, ended: follow(job, stopping.signal) });
    },
    stop: (job) => active.get(job)?.stopping.abort(),
    stopAll: () => active.forEach(({ stopping }) => stopping.abort()),
    count: () => active.size,
    leaving: () => leaving.size,
    async ended() {
      while (active.size + leaving.size > 0)
        await Promise.all([...[...active.values()].map(async ({ ended }) => ended), ...leaving]);
    },
  };
}
