import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf } from '../../machine/file-name.ts';
import { readChunks } from '../../machine/read-file.ts';
import type { LogStore } from '../../ports/log-store.ts';
import { logWriter } from './log-writer.ts';
import { type ShortLogs, shortLogs } from './short-logs.ts';

/**
 * Logs of a run under `runs/<runId>/logs/`: the short ones in the file `short`, each other one in `<name>.log`, after the
 * pieces of it that were written while it was short. A log that nobody wrote to has neither.
 */
export function fileLogStore(folder: string): LogStore {
  const shorts = new Map<string, ShortLogs>();
  const logsOf = (runId: string): string => join(folder, 'runs', runId, 'logs');
  const fileOf = (runId: string, name: string): string => join(logsOf(runId), `${fileNameOf(name)}.log`);

  const shortOf = (runId: string): ShortLogs => {
    let short = shorts.get(runId);
    if (short !== undefined) return short;
    short = shortLogs(join(logsOf(runId), 'short'));
    for (const [oldest, logs] of shorts) {
      if (shorts.size < keptRuns) break;
      logs.close();
      shorts.delete(oldest);
    }
    shorts.set(runId, short);
    return short;
  };

  const sizesOf = (runId: string, name: string) => {
    const pieces = shortOf(runId).pieces(name);
    const shortBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const file = statSync(fileOf(runId, name), { throwIfNoEntry: false });
    return { pieces, shortBytes, fileBytes: file?.size ?? 0 };
  };

  return {
    open: (runId, name) => logWriter(fileOf(runId, name), (bytes) => shortOf(runId).append(name, bytes)),
    async *read(runId, name, start = 0, end = Infinity) {
      const { pieces, shortBytes } = sizesOf(runId, name);
      let at = 0;
      for (const piece of pieces) {
        const from = Math.max(0, start - at);
        const to = Math.min(piece.length, end - at);
        if (from < to) yield* readChunks(join(logsOf(runId), 'short'), piece.start + from, piece.start + to);
        at += piece.length;
      }
      const file = fileOf(runId, name);
      if (end > shortBytes && existsSync(file))
        yield* readChunks(file, Math.max(0, start - shortBytes), end - shortBytes);
    },
    async size(runId, name) {
      const { shortBytes, fileBytes } = sizesOf(runId, name);
      return shortBytes + fileBytes;
    },
  };
}

/** Of so many runs it is remembered where short logs stand. */
const keptRuns = 8;
