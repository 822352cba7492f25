import { invariant } from '../base/invariant.ts';
import type { WorkflowPlan } from '../plan/plan.ts';
import { endNow, waitsForPeople } from '../run/abandon.ts';
import { decide } from '../run/decide.ts';
import { recover } from '../run/recover.ts';
import { type ActiveJobs, activeJobs } from './active-jobs.ts';
import { automaticReruns } from './automatic-reruns.ts';
import { type ChangeSignal, changeSignal } from './change-signal.ts';
import { missingPlans } from './continuation/continue-pipeline.ts';
import type { EnginePorts } from './engine-ports.ts';
import { claimRun } from './held-claims.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { type LockKeeper, openLockKeeper } from './lock-keeper.ts';
import type { RunControl } from './run-control.ts';
import type { RunListener } from './run-request.ts';
import { openSession, type RunSession } from './run-session.ts';

/**
 * Works on a run until it is finished, or until nothing but approvals holds it up (`paused`). Goes on where another
 * process left off, however that ended: jobs that ran then are lost (`recover`), nothing is started twice. Throws
 * `store/locked` while a live process works on the run, `not-found` for an unknown one, and the trouble of a store; by
 * then everything is stopped and removed.
 */
export async function advanceRun(
  ports: EnginePorts,
  runId: string,
  listener: RunListener,
  control: RunControl,
): Promise<'finished' | 'paused'> {
  const claim = await claimRun(ports.claims, runId);
  try {
    return await advance(ports, runId, listener, control);
  } finally {
    await claim.release();
  }
}

/** What the loop works with. */
interface Work {
  readonly session: RunSession;
  readonly control: RunControl;
  readonly jobs: ActiveJobs;
  readonly inbox: Inbox;
  readonly locks: LockKeeper;
  readonly changes: ChangeSignal;
  readonly trouble: () => { readonly error: unknown } | undefined;
}

async function advance(
  ports: EnginePorts,
  runId: string,
  listener: RunListener,
  control: RunControl,
): Promise<'finished' | 'paused'> {
  const changes = changeSignal();
  let trouble: { readonly error: unknown } | undefined;
  const session = await openSession(ports, runId, listener, {
    onChange: changes.notify,
    onTrouble(error) {
      trouble = { error };
      changes.notify();
    },
  });
  const jobs = activeJobs(session, changes.notify);
  const inbox = openInbox(session, control, changes.notify);
  const locks = await openLockKeeper(session, changes.notify);
  // What cannot be removed now is in nobody's way.
  const reaping = Promise.allSettled([session.executor.reap(), ports.caches.removeExpired()]);
  try {
    session.recorder.record(...recover(session.state()), ...missingPlans(session));
    const end = await loop({ session, control, jobs, inbox, locks, changes, trouble: () => trouble });
    await unlessKilled(Promise.all([jobs.ended(), reaping]), control.kill);
    return end;
  } catch (error) {
    jobs.stopAll();
    await unlessKilled(jobs.ended(), control.kill);
    throw error;
  } finally {
    inbox.close();
    session.recorder.close();
    await locks.close(session.state());
  }
}

/** Decides after every change, carries out, and waits for the next. */
async function loop(work: Work): Promise<'finished' | 'paused'> {
  const { session, control, jobs, inbox, locks, changes, trouble } = work;
  const { recorder } = session;
  const planned = (): readonly WorkflowPlan[] => session.pipelines().flatMap(({ plan }) => plan.workflows);
  const limits = { concurrency: session.pipeline.options.concurrency };
  for (;;) {
    await recorder.flushed();
    const failed = trouble();
    if (failed !== undefined) throw failed.error;
    const state = session.state();
    locks.settle(state);
    if (control.kill.aborted) return endAtOnce(session);
    if (state.finished !== undefined) return 'finished';
    const asked = [
      ...inbox.take(state),
      ...locks.told(state),
      ...automaticReruns(planned(), state, session.manualAttempts()),
    ];
    const commands = asked.length > 0 ? [] : decide(state, limits);
    const decided = commands.flatMap((command) => (command.do === 'append' ? [command.event] : []));
    recorder.record(...asked, ...decided);
    if (asked.length + decided.length > 0) continue;
    for (const command of commands) {
      if (command.do === 'stop-job') jobs.stop(command.job);
      if (command.do === 'take-lock') locks.take(command.job);
      // Sandboxes that are still being removed hold resources too.
      if (command.do === 'start-job' && jobs.leaving() < 2 * limits.concurrency) jobs.start(command.job);
    }
    const isIdle = jobs.count() + jobs.leaving() === 0 && !locks.isBusy();
    invariant(!isIdle || commands.length > 0 || state.held.length > 0, 'a run that waits for nothing');
    if (!isIdle || !waitsForPeople(state, commands)) await changes.wait();
    else if (await isPaused(inbox)) return 'paused';
  }
}

/** Only approvals hold the run up, and nobody has granted one meanwhile. */
async function isPaused(inbox: Inbox): Promise<boolean> {
  await inbox.look();
  return inbox.isEmpty();
}

/** Waits, but not after a kill. */
async function unlessKilled(work: Promise<unknown>, kill: AbortSignal): Promise<void> {
  if (kill.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  kill.addEventListener('abort', stop);
  await Promise.race([work, promise]);
  kill.removeEventListener('abort', stop);
}

/** The second Ctrl-C: what the jobs still tell is no longer heard. */
async function endAtOnce(session: RunSession): Promise<'finished'> {
  const { recorder, pipeline } = session;
  recorder.record(...endNow(session.state(), pipeline.facts.userName));
  recorder.close();
  await recorder.flushed();
  return 'finished';
}
