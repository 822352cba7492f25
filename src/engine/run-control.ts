import type { JobKey } from '../plan/plan.ts';

/** How whoever started a run acts on it while it goes on. */
export interface RunControl {
  /** Aborts to cancel: what runs is stopped and removed, what waits does not start (the first Ctrl-C). */
  readonly signal: AbortSignal;
  /** Aborts to end at once, waiting for nothing (the second Ctrl-C). */
  readonly kill: AbortSignal;
  /** Grants an approval that is on hold; one that is not is left alone. */
  approve(job: JobKey, by: string): void;
  /** For the engine: grants that were not taken yet, and who is told of new ones. */
  readonly approvals: ApprovalQueue;
}

export interface ApprovalQueue {
  take(): readonly Approval[];
  isEmpty(): boolean;
  onNew(listener: () => void): void;
}

export interface Approval {
  readonly job: JobKey;
  readonly by: string;
}

export function createRunControl(signal: AbortSignal, kill: AbortSignal): RunControl {
  let waiting: readonly Approval[] = [];
  let listener = (): void => {};
  return {
    signal,
    kill,
    approve(job, by) {
      waiting = [...waiting, { job, by }];
      listener();
    },
    approvals: {
      take() {
        const taken = waiting;
        waiting = [];
        return taken;
      },
      isEmpty: () => waiting.length === 0,
      onNew(told) {
        listener = told;
      },
    },
  };
}
