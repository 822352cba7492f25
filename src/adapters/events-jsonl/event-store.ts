import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { storeError } from '../../machine/store-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventStore, RunEntry } from '../../ports/event-store.ts';
import { decode } from '../../run/codecs/decode.ts';
import type { Recorded, RunEvent } from '../../run/event.ts';
import { type Flush, flushOf } from './flush.ts';
import { takeJobNumbers } from './job-numbers.ts';

/**
 * Events as JSON lines, one file a run: `runs/<runId>/events.jsonl`. `numbers/<n>` holds the run's id, `job-numbers`
 * the ranges of job numbers that runs took.
 *
 * A write system call per append is enough to survive a kill of this process (4 µs). Flushes to the disk, which are a
 * thousand times as slow, are for a power cut; those for ended jobs are gathered in the background.
 */
export function jsonlEventStore(folder: string, clock: Clock): EventStore {
  const open = new Map<string, OpenRun>();
  const fileOf = (runId: string): string => join(folder, 'runs', runId, 'events.jsonl');

  /** The file as this process knows it, or as it is now when another process has gone on with the run. */
  const runAt = (runId: string, seq: number): OpenRun => {
    let run = open.get(runId);
    if (run !== undefined && run.seq !== seq) {
      void closeRun(run);
      run = undefined;
    }
    if (run === undefined) open.set(runId, (run = openRun(fileOf(runId))));
    if (run.seq === seq) return run;
    throw new OrreryError('store/conflict', `run ${runId} has gone on meanwhile`, { fault: 'environment' });
  };

  return {
    async create(runId) {
      try {
        mkdirSync(join(folder, 'runs', runId), { recursive: true });
        return { number: takeNumber(join(folder, 'numbers'), runId) };
      } catch (error) {
        throw storeError(error, 'could not record the run');
      }
    },
    async takeJobNumbers(count) {
      try {
        return takeJobNumbers(join(folder, 'job-numbers'), count);
      } catch (error) {
        throw storeError(error, 'could not number the jobs');
      }
    },
    async append(runId, expectedSeq, events) {
      const run = runAt(runId, expectedSeq);
      const at = clock.now().toISOString();
      const recorded = events.map((event, i): Recorded => ({ seq: expectedSeq + 1 + i, at, runId, event }));
      writeWhole(run, recorded.map((r) => `${JSON.stringify(r)}\n`).join(''));
      run.seq += events.length;
      if (events.some((e) => e.type === 'job.finished')) run.flush.soon();
      if (events.some(isEdge)) await run.flush.now();
      if (events.some((e) => e.type === 'run.finished')) {
        open.delete(runId);
        await closeRun(run);
      }
      return recorded;
    },
    async *read(runId, after) {
      const file = fileOf(runId);
      if (!existsSync(file)) return;
      for (const record of parse(readFileSync(file, 'utf8')).records) if (record.seq > after) yield record;
    },
    async list() {
      return listRuns(join(folder, 'numbers'));
    },
  };
}

interface OpenRun {
  readonly file: number;
  readonly flush: Flush;
  seq: number;
  bytes: number;
}

/** Opens for appending; a torn last line, left by a kill or a full disk, is cut off. */
function openRun(path: string): OpenRun {
  try {
    const file = openSync(path, 'a+', 0o600);
    const { records, wholeBytes } = parse(readFileSync(path, 'utf8'));
    ftruncateSync(file, wholeBytes);
    return { file, flush: flushOf(file), seq: records.at(-1)?.seq ?? 0, bytes: wholeBytes };
  } catch (error) {
    throw storeError(error, 'could not open the run');
  }
}

async function closeRun({ file, flush }: OpenRun): Promise<void> {
  await flush.end();
  closeSync(file);
}

/** All or nothing: a write that the disk took only in part is taken back. */
function writeWhole(run: OpenRun, text: string): void {
  const bytes = Buffer.from(text);
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(run.file, bytes, done);
    run.bytes += bytes.length;
  } catch (error) {
    ftruncateSync(run.file, run.bytes);
    throw storeError(error, 'could not record what happened');
  }
}

function parse(text: string): { readonly records: readonly Recorded[]; readonly wholeBytes: number } {
  const end = text.lastIndexOf('\n') + 1;
  const whole = text.slice(0, end);
  const records = whole.split('\n').flatMap((line) => (line === '' ? [] : (decode(JSON.parse(line)) ?? [])));
  return { records, wholeBytes: Buffer.byteLength(whole) };
}

/** The next free number; the exclusive create decides between two processes. */
function takeNumber(folder: string, runId: string): number {
  mkdirSync(folder, { recursive: true });
  for (let number = (listRuns(folder)[0]?.number ?? 0) + 1; ; number += 1) {
    try {
      writeFileSync(join(folder, String(number)), runId, { flag: 'wx' });
      return number;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function listRuns(folder: string): readonly RunEntry[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ runId: readFileSync(join(folder, name), 'utf8'), number: Number(name) }))
    .toSorted((a, b) => b.number - a.number);
}

function isEdge(event: RunEvent): boolean {
  return event.type === 'run.created' || event.type === 'run.finished';
}
