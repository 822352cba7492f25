import { randomBytes } from 'node:crypto';
import type { OutputSink, StepResult } from '../../ports/executor.ts';
import type { StepEnd } from '../../sandbox/end-line.ts';
import { encodeKill, encodeStep, type DriverStep } from '../../sandbox/protocol.ts';
import type { Driver } from './driver.ts';
import { createStepOutput } from './step-output.ts';

/** What helps where the driver's own means are at an end. */
export interface LastResort {
  /** Kills as root what the steps' user may not. */
  killAsRoot(nonce: string, runner: number, since: string): Promise<void>;
  /** Removes the container; no process of it is left when it resolves. */
  removeContainer(): Promise<void>;
}

export interface StepRun {
  readonly driver: Driver;
  readonly runner: number;
  readonly lastResort: LastResort;
}

/** Within this the driver must have killed a step's tree; then the container goes. */
const killMs = 5000;

type Killing = { readonly kind: 'canceled' | 'timed-out'; readonly done: Promise<void> };

/**
 * Runs one step and stays until its process tree is over or dead. When the sink fails the step is killed, and the sink's
 * error passed on.
 */
export async function runStep(
  run: StepRun,
  step: Omit<DriverStep, 'nonce'>,
  sink: OutputSink,
  noOutputTimeoutMs: number,
  signal: AbortSignal,
): Promise<StepResult> {
  const { driver, lastResort } = run;
  if (signal.aborted) return { kind: 'canceled' };
  if (!driver.stream.isOpen) return { kind: 'lost', reason: 'the container of the job is gone' };
  const nonce = randomBytes(12).toString('hex');
  const over = Promise.withResolvers<StepEnd | string>();
  let killing: Killing | undefined;
  let trouble: { readonly error: unknown } | undefined;
  const kill = (kind: Killing['kind']): void => {
    output.drop();
    killing ??= { kind, done: killStep(run, nonce, over.promise) };
  };
  const cancel = (): void => kill('canceled');
  const output = createStepOutput(nonce, sink, {
    ended: over.resolve,
    sinkFailed(error) {
      trouble ??= { error };
      kill('canceled');
    },
  });
  const heardAt = (): number => (driver.stream.isBlocked ? performance.now() : output.heardAt);
  const stopWatching = watchSilence(noOutputTimeoutMs, heardAt, () => kill('timed-out'));
  signal.addEventListener('abort', cancel, { once: true });
  driver.hear({ output: (chunk) => output.push(chunk), lost: over.resolve });
  try {
    driver.stream.send(encodeStep({ ...step, nonce }));
    const end = await over.promise;
    stopWatching();
    await killing?.done;
    if (trouble !== undefined) throw trouble.error;
    if (killing !== undefined) return { kind: killing.kind };
    if (typeof end !== 'string') return { kind: 'exited', ...end };
    // Nobody hears the step any more; it must not go on unseen.
    await lastResort.removeContainer();
    return { kind: 'lost', reason: end };
  } finally {
    stopWatching();
    signal.removeEventListener('abort', cancel);
    driver.hear(undefined);
  }
}

/** Calls `silent` once when `heardAt` lies further back than the limit. */
function watchSilence(limitMs: number, heardAt: () => number, silent: () => void): () => void {
  if (limitMs === 0) return () => {};
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const leftMs = heardAt() + limitMs - performance.now();
    if (leftMs <= 0) silent();
    else timer = setTimeout(look, Math.min(leftMs, maximalTimerMs));
  };
  look();
  return () => clearTimeout(timer);
}

/** What `setTimeout` can count. */
const maximalTimerMs = 2 ** 31 - 1;

/** Kills the step's tree by ever harder means; resolves when it is dead. */
async function killStep(
  { driver, runner, lastResort }: StepRun,
  nonce: string,
  over: Promise<unknown>,
): Promise<void> {
  const deadline = performance.now() + killMs;
  const leftMs = (): number => Math.max(deadline - performance.now(), 1);
  const step = { isOver: false };
  const markOver = (): boolean => (step.isOver = true);
  void over.then(markOver, markOver);
  try {
    while (!step.isOver && performance.now() < deadline) {
      const report = await driver.ask(encodeKill(nonce, runner), leftMs(), (r) =>
        r.kind === 'killed' && r.nonce === nonce ? r : undefined,
      );
      if (report.left > 0) await lastResort.killAsRoot(nonce, runner, report.since);
      // With no birth told the step had not begun yet, or is just ending.
      const patienceMs = report.since === '0' ? 20 : leftMs();
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
    }
  } catch {
    // The driver does not answer: the harder means.
  }
  if (!step.isOver) await lastResort.removeContainer();
}
