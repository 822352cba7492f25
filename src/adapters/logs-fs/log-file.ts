import { closeSync, mkdirSync, openSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAbsent } from '../../machine/store-error.ts';

/** A file that is appended to, opened (and its folder made) by the first write. */
export interface LogFile {
  /** Without holding up this thread. */
  write(bytes: Buffer): Promise<void>;
  /** At once: for a little that is quicker than handing it to another thread. */
  writeNow(bytes: Buffer): void;
  close(): void;
}

export function logFile(path: string): LogFile {
  let fd: number | undefined;
  const open = (): number => (fd ??= openForAppending(path));
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += await writeSome(open(), bytes, at);
    },
    writeNow(bytes) {
      for (let at = 0; at < bytes.length;) at += writeSync(open(), bytes, at);
    },
    close() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

function openForAppending(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a', 0o600);
  }
}

function writeSome(fd: number, bytes: Buffer, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, at, bytes.length - at, null, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });
}
