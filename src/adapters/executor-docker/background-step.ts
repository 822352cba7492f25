import type { BackgroundStep, OutputSink, StepResult } from '../../ports/executor.ts';
import type { DriverStep } from '../../sandbox/protocol.ts';
import type { Driver } from './driver.ts';
import { runStep, type LastResort } from './run-step.ts';

export interface RunningBackground extends BackgroundStep {
  /** What ends it from now on is the end of the job. */
  expectEnd(): void;
  close(): void;
}

const helloMs = 20_000;

/**
 * A step on a driver of its own, beside the others. When the step has ended by itself its driver stays until the job's
 * end: what it left running (`Xvfb :99 &`) may go on, and closing the streams would break it.
 */
export async function startBackgroundStep(
  driver: Driver,
  step: Omit<DriverStep, 'nonce'>,
  sink: OutputSink,
  lastResort: LastResort,
  prepare: (runner: number) => string,
): Promise<RunningBackground> {
  const runner = await driver.ready(helloMs);
  driver.stream.send(prepare(runner));
  const stopping = new AbortController();
  // Losing one background step is no reason to end the job's container; its own end kills what is left.
  const ownResort: LastResort = { ...lastResort, removeContainer: async () => driver.stream.close() };
  const done = runStep({ driver, runner, lastResort: ownResort }, step, sink, 0, stopping.signal).then(
    (result): StepResult => (result.kind === 'lost' && expectsEnd ? { kind: 'canceled' } : result),
  );
  let expectsEnd = false;
  return {
    done,
    async stop() {
      stopping.abort();
      await done;
      driver.stream.close();
    },
    expectEnd() {
      expectsEnd = true;
    },
    close: () => driver.stream.close(),
  };
}
