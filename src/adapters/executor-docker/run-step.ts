import { randomBytes } from 'node:crypto';
import type { OutputSink, StepResult } from '../../ports/executor.ts';
import { createEndLineScanner, type StepEnd } from '../../sandbox/end-line.ts';
import { encodeKill, encodeStep, type DriverStep } from '../../sandbox/protocol.ts';
import type { Driver } from './driver.ts';

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

/** Runs one step and stays until its process tree is over or dead. */
export async function runStep(
  { driver, runner, lastResort }: StepRun,
  step: Omit<DriverStep, 'nonce'>,
  sink: OutputSink,
  noOutputTimeoutMs: number,
  signal: AbortSignal,
): Promise<StepResult> {
  if (signal.aborted) return { kind: 'canceled' };
  if (!driver.stream.isOpen) return { kind: 'lost', reason: 'the container of the job is gone' };
  const nonce = randomBytes(12).toString('hex');
  const scanner = createEndLineScanner(nonce);
  const over = Promise.withResolvers<StepEnd | string>();
  let heardAt = performance.now();
  let killed: { readonly kind: 'canceled' | 'timed-out'; readonly done: Promise<void> } | undefined;

  driver.hear({
    output(chunk) {
      heardAt = performance.now();
      const { output, end } = scanner.push(chunk);
      const [piece] = output;
      const waiting = piece === undefined ? undefined : sink(piece);
      if (end === undefined) return waiting;
      if (waiting === undefined) over.resolve(end);
      else void waiting.then(() => over.resolve(end), over.reject);
      return waiting;
    },
    lost: over.resolve,
  });
  const kill = (kind: 'canceled' | 'timed-out'): void => {
    killed ??= { kind, done: killStep(driver, nonce, runner, lastResort, over.promise) };
  };
  const cancel = (): void => kill('canceled');
  signal.addEventListener('abort', cancel, { once: true });
  const stopWatching = watchSilence(
    noOutputTimeoutMs,
    () => (driver.stream.isBlocked ? performance.now() : heardAt),
    () => kill('timed-out'),
  );
  try {
    driver.stream.send(encodeStep({ ...step, nonce }));
    const end = await over.promise;
    stopWatching();
    if (killed !== undefined) {
      await killed.done;
      return { kind: killed.kind };
    }
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
  driver: Driver,
  nonce: string,
  runner: number,
  lastResort: LastResort,
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
