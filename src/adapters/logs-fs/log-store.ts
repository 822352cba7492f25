import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf } from '../../machine/file-name.ts';
import { readChunks } from '../../machine/read-file.ts';
import type { LogStore } from '../../ports/log-store.ts';
import { logWriter } from './log-writer.ts';

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
  if (existsSync(file)) yield* readChunks(file, start, end);
}
