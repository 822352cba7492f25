import { rmSync } from 'node:fs';
import { join } from 'node:path';

const bufferBytes = 64 * 1024;
const batch = 4;

/**
 * Named pipes for the output of steps, used again and again: one for both streams keeps their order. A pipe that Node
 * makes for a child would be a socket, and `echo > /dev/stderr` fails on a socket.
 */
export interface Pipes {
  take(): Promise<Pipe>;
}

/** A pipe of which its taker has the only use, and the buffer to read it into. */
export interface Pipe {
  readonly path: string;
  readonly buffer: Buffer;
  /** Gives it back; one that somebody may still write to is thrown away instead. */
  giveBack(isUnused: boolean): void;
}

export function pipesIn(folder: string, make: (names: readonly string[]) => Promise<void>): Pipes {
  const free: Pipe[] = [];
  let count = 0;
  const pipe = (path: string): Pipe => {
    const self: Pipe = {
      path,
      buffer: Buffer.allocUnsafeSlow(bufferBytes),
      giveBack(isUnused) {
        if (isUnused) free.push(self);
        else rmSync(path, { force: true });
      },
    };
    return self;
  };
  return {
    async take() {
      for (;;) {
        const ready = free.pop();
        if (ready !== undefined) return ready;
        const names = Array.from({ length: batch }, () => `pipe-${(count += 1)}`);
        await make(names);
        free.push(...names.map((name) => pipe(join(folder, name))));
      }
    },
  };
}
