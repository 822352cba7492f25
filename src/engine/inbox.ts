import type { RunEvent } from '../run/event.ts';
import { jobOf } from '../run/job-table.ts';
import type { RunState } from '../run/state.ts';
import { type OwnerRequest, takeRequests } from './request-box.ts';
import type { RunControl } from './run-control.ts';
import type { RunSession } from './run-session.ts';

/** What people ask of a run while it goes on: through its control, or from another process. */
export interface Inbox {
  /** Looks for requests of other processes now. */
  look(): Promise<void>;
  /** The events that follow from what was asked since the last time. */
  take(state: RunState): readonly RunEvent[];
  /** True when nothing was asked since the last `take`. */
  isEmpty(): boolean;
  close(): void;
}

const everyMs = 1000;

/** `onChange` is called when there is something to take. */
export function openInbox(session: RunSession, control: RunControl, onChange: () => void): Inbox {
  const { ports, runId } = session;
  const { clock } = ports;
  const closing = new AbortController();
  const asked: OwnerRequest[] = [];
  const look = async (): Promise<void> => {
    const requests = await takeRequests(ports, runId);
    asked.push(...requests);
    if (requests.length > 0) onChange();
  };
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await clock.sleep(everyMs, closing.signal);
      await look();
    }
  };
  void watch().catch((error: unknown) => {
    if (!closing.signal.aborted) session.fail(error);
  });
  control.signal.addEventListener('abort', onChange, { signal: closing.signal });
  control.kill.addEventListener('abort', onChange, { signal: closing.signal });
  control.approvals.onNew(onChange);

  return {
    look,
    take(state) {
      const user = session.pipeline.facts.userName;
      const cancels = control.signal.aborted ? [{ kind: 'cancel', by: user } as const] : [];
      const grants = control.approvals.take().map((one) => ({ kind: 'approve', ...one }) as const);
      const requests = [...cancels, ...grants, ...autoApprovals(session, state), ...asked.splice(0)];
      return eventsOf(requests, state);
    },
    isEmpty: () => asked.length === 0 && control.approvals.isEmpty() && !control.signal.aborted,
    close: () => closing.abort(),
  };
}

/** `--approve`: approvals that are granted as soon as they are reached. */
function autoApprovals(session: RunSession, state: RunState): readonly OwnerRequest[] {
  const { approve } = session.pipeline.options;
  const by = session.pipeline.facts.userName;
  return state.held
    .filter((job) => approve === 'all' || approve.includes(jobOf(state.jobs, job)?.name ?? ''))
    .map((job) => ({ kind: 'approve', job, by }));
}

/** Leaves out what has no effect any more: a second cancel, an approval that nothing waits for. */
function eventsOf(requests: readonly OwnerRequest[], state: RunState): readonly RunEvent[] {
  const events = new Map<string, RunEvent>();
  for (const request of requests) {
    if (request.kind === 'approve' && state.held.includes(request.job))
      events.set(request.job, { type: 'approval.granted', v: 1, job: request.job, by: request.by });
    if (request.kind === 'cancel' && !state.canceling && state.finished === undefined)
      events.set('', { type: 'run.cancel-requested', v: 1, by: request.by });
  }
  return [...events.values()];
}
