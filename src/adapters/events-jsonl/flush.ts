import { fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import { storeError } from '../../machine/store-error.ts';

/** Brings a file's bytes to the disk. */
export interface Flush {
  /** Within a quarter of a second, in the background, together with what else is written by then. */
  soon(): void;
  /** All that was written is on the disk when it resolves. */
  now(): Promise<void>;
  /** Resolves when nothing is under way any more, and nothing will be: the file may be closed. */
  end(): Promise<void>;
}

const withinMs = 250;
const flushFile = promisify(fdatasync);

export function flushOf(file: number): Flush {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    try {
      await flushFile(file);
    } catch (error) {
      throw storeError(error, 'could not bring the run to the disk');
    } finally {
      running = undefined;
    }
  };
  const quietly = async (): Promise<void> => {
    // Its trouble shows again where somebody waits for a flush.
    await running?.catch(() => {});
  };
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        running ??= start();
        void quietly();
      }, withinMs).unref();
    },
    async now() {
      await quietly();
      await (running = start());
    },
    async end() {
      clearTimeout(timer);
      await quietly();
    },
  };
}
