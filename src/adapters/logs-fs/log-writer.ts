import { closeSync, mkdirSync, openSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAbsent, storeError } from '../../machine/store-error.ts';
import type { LogWriter } from '../../ports/log-store.ts';

/** How much is gathered before it goes to the disk, and the longest that it waits for more. */
const batchBytes = 256 * 1024;
const waitMs = 100;

/**
 * Appends to a file, which is opened at the first flush. Chunks are copied into a batch; full batches are written by
 * Node's threads while the next one fills. When batches queue up, `write` gives a promise. A log that fits one batch
 * costs an open, a write and a close at its end, done at once: for so little that is quicker than another thread.
 */
export function logWriter(file: string): LogWriter {
  let tail: Buffer = Buffer.allocUnsafeSlow(1024);
  let used = 0;
  const full: Buffer[] = [];
  let fd: number | undefined;
  let draining: Promise<void> | undefined;
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const check = (): void => {
    if (failure !== undefined) throw storeError(failure, 'could not store the output of a step');
  };

  const drain = async (): Promise<void> => {
    try {
      fd ??= openForAppending(file);
      for (let batch = full.shift(); batch !== undefined; batch = full.shift()) await writeAll(fd, batch);
    } catch (error) {
      failure ??= error;
      full.length = 0;
    }
    draining = undefined;
  };

  const flush = (): void => {
    if (used > 0) full.push(tail.subarray(0, used));
    tail = Buffer.allocUnsafeSlow(Math.min(batchBytes, tail.length * 2));
    used = 0;
    if (full.length > 0) draining ??= drain();
  };

  const copy = (chunk: Uint8Array): void => {
    for (let rest = chunk; rest.length > 0;) {
      if (used + rest.length > tail.length && tail.length < batchBytes) tail = grown(tail, used, rest.length);
      const count = Math.min(rest.length, tail.length - used);
      tail.set(rest.subarray(0, count), used);
      used += count;
      rest = rest.subarray(count);
      if (used === batchBytes) flush();
    }
  };

  return {
    write(chunk) {
      check();
      copy(chunk);
      if (used > 0) {
        timer ??= setTimeout(() => {
          timer = undefined;
          flush();
        }, waitMs).unref();
      }
      if (full.length === 0 || draining === undefined) return undefined;
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

  function finish(): void {
    try {
      if (used > 0 && failure === undefined)
        writeAllSync((fd ??= openForAppending(file)), tail.subarray(0, used));
      if (fd !== undefined) closeSync(fd);
    } catch (error) {
      failure ??= error;
    }
  }
}

/** The batch in a larger buffer, with room for `more` bytes as far as a batch may grow. */
function grown(batch: Buffer, used: number, more: number): Buffer {
  let size = batch.length;
  while (size < batchBytes && size < used + more) size *= 2;
  const larger = Buffer.allocUnsafeSlow(size);
  batch.copy(larger, 0, 0, used);
  return larger;
}

function openForAppending(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'a', 0o600);
  }
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await writeSome(fd, bytes, at);
}

function writeSome(fd: number, bytes: Buffer, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, at, bytes.length - at, null, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });
}

function writeAllSync(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
