import type { OutputSink } from '../../ports/executor.ts';
import { createEndLineScanner, type StepEnd } from '../../sandbox/end-line.ts';

/** The way of one step's output from the driver to its sink. */
export interface StepOutput {
  /** Takes what the driver passes on; the promise is the sink's, and holds back what comes behind. */
  push(chunk: Uint8Array): Promise<void> | void;
  /** The step is being killed: what it still says is dropped, and a sink that is busy does not hold up its end for long. */
  drop(): void;
  /** When output came last, as `performance.now()` counts. */
  readonly heardAt: number;
}

export interface StepOutputEvents {
  /** The step's end, once the sink has taken all before it. */
  ended(end: StepEnd): void;
  /** The sink failed. */
  sinkFailed(error: unknown): void;
}

const busySinkMs = 1000;

export function createStepOutput(nonce: string, sink: OutputSink, events: StepOutputEvents): StepOutput {
  const scanner = createEndLineScanner(nonce);
  const dropping = Promise.withResolvers<void>();
  let heardAt = performance.now();
  let isDropping = false;

  function deliver(piece: Uint8Array): Promise<void> | void {
    try {
      const waiting = sink(piece);
      if (waiting === undefined) return;
      const busyTooLong = dropping.promise.then(
        () => new Promise<void>((resolve) => setTimeout(resolve, busySinkMs).unref()),
      );
      return Promise.race([waiting, busyTooLong]).catch(events.sinkFailed);
    } catch (error) {
      events.sinkFailed(error);
    }
  }

  return {
    push(chunk) {
      heardAt = performance.now();
      const { output, end } = scanner.push(chunk);
      const [piece] = output;
      const waiting = piece === undefined || isDropping ? undefined : deliver(piece);
      if (end === undefined) return waiting;
      if (waiting !== undefined) return waiting.then(() => events.ended(end));
      events.ended(end);
    },
    drop() {
      isDropping = true;
      dropping.resolve();
    },
    get heardAt() {
      return heardAt;
    },
  };
}
