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
  // Trouble of the connection is its end; the loop below meets it.
  socket.on('error', () => {});

  async function take(chunk: Uint8Array): Promise<void> {
    const output: Uint8Array[] = [];
    for (const { stream, payload } of split(chunk))
      if (stream === 1) output.push(payload);
      else for (const report of readReports(payload)) listener.report(report);
    if (output.length === 0) return;
    // Many small writes come as many small frames: one piece for all of them is cheaper for everyone behind.
    const waiting = listener.output(output.length === 1 && output[0] ? output[0] : Buffer.concat(output));
    if (waiting === undefined) return;
    isBlocked = true;
    try {
      await waiting;
    } finally {
      isBlocked = false;
    }
  }

  async function read(): Promise<void> {
    try {
      if (head.length > 0) await take(head);
      for await (const chunk of socket) await take(chunk as Uint8Array);
    } catch {
      // A cut connection is an ended one.
    } finally {
      isOpen = false;
      socket.destroy();
    }
  }

  return {
    send(source) {
      if (isOpen) socket.write(source);
    },
    ended: read(),
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
