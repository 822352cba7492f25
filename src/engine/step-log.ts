import type { JobKey } from '../plan/plan.ts';
import type { OutputSink } from '../ports/executor.ts';
import type { LogStore, LogWriter } from '../ports/log-store.ts';
import type { Mask } from './masking.ts';

/** The output of one step on its way to the store and to whoever watches: masked once, here, before either sees it. */
export interface StepLog {
  /** Output as it comes; awaiting it is the step's back-pressure. */
  readonly sink: OutputSink;
  /** A line of our own, on a new line. */
  say(line: string): void;
  /** What was held back is written, and all of it readable, when this resolves. */
  close(): Promise<void>;
}

export interface StepLogTarget {
  readonly logs: LogStore;
  readonly runId: string;
  /** Of the log, in the store. */
  readonly name: string;
  readonly mask: Mask;
  /** Told of every piece that is stored. */
  readonly shown: (chunk: Uint8Array) => void;
  /** The store is in trouble: what comes from now on is lost. */
  readonly onTrouble: (error: unknown) => void;
}

export function logName(job: JobKey, execution: number, step: number): string {
  return `${job}/${execution}/${step}`;
}

/** Nothing is opened for a step without output. */
export function openStepLog(target: StepLogTarget): StepLog {
  const stream = target.mask.stream();
  let writer: LogWriter | undefined;
  let last: Promise<void> | void;
  let isInLine = false;

  const put = (chunk: Uint8Array): Promise<void> | void => {
    if (chunk.length === 0) return undefined;
    target.shown(chunk);
    try {
      last = (writer ??= target.logs.open(target.runId, target.name)).write(chunk);
    } catch (error) {
      target.onTrouble(error);
      return undefined;
    }
    return last?.catch(target.onTrouble);
  };

  const push = (chunk: Uint8Array): Promise<void> | void => {
    if (chunk.length > 0) isInLine = chunk.at(-1) !== 10;
    return put(stream.push(chunk));
  };

  return {
    sink: push,
    say: (line) => void push(Buffer.from(`${isInLine ? '\n' : ''}${line}\n`)),
    async close() {
      await put(stream.end());
      try {
        await writer?.close();
      } catch (error) {
        target.onTrouble(error);
      }
    },
  };
}
