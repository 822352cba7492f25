import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNameOf } from '../../machine/file-name.ts';
import { isAbsent, storeError } from '../../machine/store-error.ts';
import type { LogStore } from '../../ports/log-store.ts';
import { logWriter } from './log-writer.ts';

const readSize = 256 * 1024;

/** Logs as files `runs/<runId>/logs/<name>`; a log that nobody wrote to has none. */
export function fileLogStore(folder: string): LogStore {
  const fileOf = (runId: string, name: string): string =>
    join(folder, 'runs', runId, 'logs', `${fileNameOf(name)}.log`);
  return {
    open: (runId, name) => logWriter(fileOf(runId, name)),
    read: (runId, name, start = 0, end = Infinity) => readRange(fileOf(runId, name), start, end),
    async size(runId, name) {
      return statSync(fileOf(runId, name), { throwIfNoEntry: false })?.size ?? 0;
    },
  };
}

async function* readRange(file: string, start: number, end: number): AsyncIterable<Uint8Array> {
  const handle = await open(file).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw storeError(error, 'could not read a log');
  });
  if (handle === undefined) return;
  try {
    for (let at = start; at < end;) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(readSize, end - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
