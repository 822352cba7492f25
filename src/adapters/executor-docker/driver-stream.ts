import { createFrameSplitter } from '../../container/frames.ts';
import type { Hijacked } from '../../container/client.ts';
import { createReportReader, type Report } from '../../sandbox/report.ts';

/** The connection to one step driver. */
export interface DriverStream {
  send(source: string): void;
  /** Resolves, never rejects, when nothing will come any more. */
  readonly ended: Promise<void>;
  readonly isOpen: boolean;
  /** Output waits for its taker, and with it the whole connection. */
  readonly isBlocked: boolean;
  /** The end of input: the driver ends, and all that it has to end with it. */
  close(): void;
  /** Whether the connection keeps this process alive. */
  hold(keepsAlive: boolean): void;
}

export interface DriverListener {
  /** A promise carries back-pressure to whoever writes in the sandbox. */
  output(chunk: Uint8Array): Promise<void> | void;
  report(report: Report): void;
}

/** Reads a hijacked connection: output to the listener piece by piece, in order; reports as they come. */
export function openDriverStream({ socket, head }: Hijacked, listener: DriverListener): DriverStream {
  const split = createFrameSplitter();
  const readReports = createReportReader();
  let isOpen = true;
  let isBlocked = false;
  socket.setNoDelay(true);
  // Trouble of the connection is its end, which `close` tells.
  socket.on('error', () => {});

  function take(chunk: Uint8Array): Promise<void> | void {
    const output: Uint8Array[] = [];
    for (const { stream, payload } of split(chunk))
      if (stream === 1) output.push(payload);
      else for (const report of readReports(payload)) listener.report(report);
    return giveAll(joinedWhereSmall(output));
  }

  function giveAll(pieces: readonly Uint8Array[]): Promise<void> | void {
    for (const [i, piece] of pieces.entries()) {
      const waiting = listener.output(piece);
      if (waiting !== undefined) return waiting.then(() => giveAll(pieces.slice(i + 1)));
    }
  }

  // By events and not by `for await`, which costs more than all else here when output is quick.
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isOpen = false;
      socket.destroy();
      resolve();
    };
    const takeOrWait = (chunk: Uint8Array): void => {
      const waiting = take(chunk);
      if (waiting === undefined) return;
      isBlocked = true;
      socket.pause();
      void waiting.finally(() => {
        isBlocked = false;
        socket.resume();
      });
    };
    socket.on('data', takeOrWait);
    // The end comes only after all data before it has been taken; a cut connection has no such order to keep.
    socket.on('end', end);
    socket.on('close', end);
    if (head.length > 0) takeOrWait(head);
  });

  return {
    send(source) {
      if (isOpen) socket.write(source);
    },
    ended,
    get isOpen() {
      return isOpen;
    },
    get isBlocked() {
      return isBlocked;
    },
    close() {
      socket.end();
      socket.destroy();
    },
    hold(keepsAlive) {
      if (keepsAlive) socket.ref();
      else socket.unref();
    },
  };
}

/** From this size on a piece is worth a call of its own. */
const smallBytes = 4096;

/** Many small writes come as many small frames: one piece for all of them is cheaper for everyone behind. */
function joinedWhereSmall(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  if (pieces.length < 2) return pieces;
  const sizeBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return sizeBytes / pieces.length < smallBytes ? [Buffer.concat(pieces)] : pieces;
}
