import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { systemCode } from '../../machine/store-error.ts';
import type { Pipe } from './pipes.ts';

/** Gets a piece of output, whose memory is used again afterwards. Nothing more is read until its promise resolves; it must not throw. */
export type Receiver = (chunk: Uint8Array) => Promise<void> | void;

/** The output of one process and of what it leaves behind, through one pipe. */
export interface Output {
  /** The named pipe. */
  readonly path: string;
  /** For both streams of the process; `handOver` closes it here, so that only the process holds it. */
  readonly writeFd: number;
  handOver(): void;
  /** All who could write are gone, and all they wrote has been received. */
  isAtEnd(): boolean;
  /** Resolves when `isAtEnd` becomes true. */
  readonly atEnd: Promise<void>;
  /** Receives what is in the pipe at this moment: the last words of a process that has ended, though others may go on. */
  takeRest(): Promise<void>;
  /** Gives what comes later to another receiver. */
  redirect(receive: Receiver): void;
  /** Reads no more. */
  stop(): void;
}

/** A pipe holds at most so much (fcntl(2), F_SETPIPE_SZ). */
const longestRest = 1024 * 1024;

export function openOutput(pipe: Pipe, receiver: Receiver): Output {
  const readFd = openSync(pipe.path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(pipe.path, constants.O_WRONLY);
  const { promise: atEnd, resolve: end } = Promise.withResolvers<void>();
  let receive = receiver;
  let isAtEnd = false;
  let isStopped = false;
  let pending: Promise<void> | undefined;

  const finish = (): void => {
    isAtEnd = true;
    stop();
    end();
  };

  const pass = (chunk: Uint8Array): boolean => {
    const more = receive(chunk);
    if (more === undefined) return true;
    pending = more.then(() => {
      pending = undefined;
      if (!isStopped) socket.resume();
    });
    return false;
  };

  const socket = new Socket({
    fd: readFd,
    readable: true,
    writable: false,
    onread: { buffer: pipe.buffer, callback: (count, buffer) => pass(buffer.subarray(0, count)) },
  });
  socket.on('end', finish);
  socket.on('error', finish);

  const stop = (): void => {
    if (isStopped) return;
    isStopped = true;
    socket.destroy();
  };

  /** Undefined when there is nothing at the moment, 0 at the end. */
  const readNow = (): number | undefined => {
    try {
      return readSync(readFd, pipe.buffer);
    } catch (error) {
      if (systemCode(error) === 'EAGAIN') return undefined;
      throw error;
    }
  };

  return {
    path: pipe.path,
    writeFd,
    atEnd,
    handOver: () => closeSync(writeFd),
    isAtEnd: () => isAtEnd,
    async takeRest() {
      await pending;
      if (isStopped) return;
      socket.pause();
      for (let total = 0; total < longestRest;) {
        const count = readNow();
        if (count === undefined) break;
        if (count === 0) return finish();
        total += count;
        await receive(pipe.buffer.subarray(0, count));
      }
      socket.resume();
    },
    redirect(other) {
      receive = other;
    },
    stop,
  };
}
