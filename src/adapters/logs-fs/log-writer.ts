import { storeError } from '../../machine/store-error.ts';
import type { LogWriter } from '../../ports/log-store.ts';
import { gather } from './gather.ts';
import { logFile } from './log-file.ts';

/** How much is gathered before it goes to the disk, and the longest that it waits for more. */
const batchBytes = 256 * 1024;
const waitMs = 100;

/**
 * Appends to a file. Chunks are gathered; full batches are written by Node's threads while the next one fills. When
 * batches queue up, `write` gives a promise. A log that fits one batch costs an open, a write and a close at its end.
 */
export function logWriter(path: string): LogWriter {
  const file = logFile(path);
  const queue: Buffer[] = [];
  const gatherer = gather(batchBytes, (batch) => send(batch));
  let draining: Promise<void> | undefined;
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const drain = async (): Promise<void> => {
    try {
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) await file.write(batch);
    } catch (error) {
      failure ??= error;
      queue.length = 0;
    }
    draining = undefined;
  };

  const send = (batch: Buffer): void => {
    queue.push(batch);
    draining ??= drain();
  };

  const flush = (): void => {
    timer = undefined;
    const rest = gatherer.rest();
    if (rest !== undefined) send(rest);
  };

  const check = (): void => {
    if (failure !== undefined) throw storeError(failure, 'could not store the output of a step');
  };

  return {
    write(chunk) {
      check();
      gatherer.add(chunk);
      timer ??= setTimeout(flush, waitMs).unref();
      if (queue.length === 0 || draining === undefined) return undefined;
      const room = draining.then(check);
      room.catch(() => {}); // whoever does not wait hears of it at the next write or at close
      return room;
    },
    async close() {
      clearTimeout(timer);
      await draining;
      if (!isClosed) {
        isClosed = true;
        const rest = gatherer.rest();
        if (rest !== undefined && failure === undefined) failure = tryNow(() => file.writeNow(rest));
        file.close();
      }
      check();
    },
  };
}

/** The error that the work throws. */
function tryNow(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
