import { existsSync } from 'node:fs';
import { storeError } from '../../machine/store-error.ts';
import type { LogWriter } from '../../ports/log-store.ts';
import { gather } from './gather.ts';
import { logFile } from './log-file.ts';

/** How much is gathered before it goes to the disk, and the longest that it waits for more. */
const batchBytes = 256 * 1024;
const waitMs = 100;
/** A log of no more than this has no file of its own. */
const shortBytes = 16 * 1024;

/**
 * Appends to a log: to `short` as long as it is short, then to a file of its own. Chunks are gathered; full batches are
 * written by Node's threads while the next one fills. When batches queue up, `write` gives a promise.
 */
export function logWriter(path: string, short: (bytes: Uint8Array) => void): LogWriter {
  const file = logFile(path);
  const queue: Buffer[] = [];
  const gatherer = gather(batchBytes, (batch) => send(batch));
  let hasFile: boolean | undefined;
  let sizeBytes = 0;
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
    hasFile = true;
    queue.push(batch);
    draining ??= drain();
  };

  const isShort = (rest: Buffer): boolean => {
    hasFile ??= existsSync(path);
    sizeBytes += rest.length;
    return !hasFile && sizeBytes <= shortBytes;
  };

  const flush = (): void => {
    timer = undefined;
    const rest = gatherer.rest();
    if (rest === undefined || failure !== undefined) return;
    if (isShort(rest)) failure = tryNow(() => short(rest));
    else send(rest);
  };

  const finish = (): void => {
    const rest = gatherer.rest();
    if (rest !== undefined && failure === undefined)
      failure = tryNow(() => (isShort(rest) ? short(rest) : file.writeNow(rest)));
    file.close();
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
        finish();
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
