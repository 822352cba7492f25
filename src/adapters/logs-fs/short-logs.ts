import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAbsent } from '../../machine/store-error.ts';

/** A piece of a log in the file of short logs. */
export interface Piece {
  readonly start: number;
  readonly length: number;
}

/**
 * The short logs of one run, in one file: most steps say little, and to make a file for each of thousands takes longer
 * than all the rest. A record is a line of JSON, `["<name>",<length>]`, and so many bytes; a torn one at the end, left by
 * a kill, is not there. One process writes, others may read meanwhile.
 */
export interface ShortLogs {
  /** Adds a piece, whole or not at all: what the disk takes only in part is cut off before the next. */
  append(name: string, bytes: Uint8Array): void;
  /** The pieces of a log in their order, as far as they are written now. */
  pieces(name: string): readonly Piece[];
  close(): void;
}

export function shortLogs(path: string): ShortLogs {
  const index = new Map<string, Piece[]>();
  let writing: number | undefined;
  let indexedBytes = 0;

  const add = (name: string, start: number, length: number): void => {
    const pieces = index.get(name);
    if (pieces === undefined) index.set(name, [{ start, length }]);
    else pieces.push({ start, length });
    indexedBytes = start + length;
  };

  const readOn = (fd: number): void => {
    if (fstatSync(fd).size === indexedBytes) return;
    const bytes = readFrom(fd, indexedBytes);
    const base = indexedBytes;
    for (let at = 0; ;) {
      const record = recordAt(bytes, at);
      if (record === undefined) return;
      add(record.name, base + record.start, record.length);
      at = record.start + record.length;
    }
  };

  /** Reads what another process wrote meanwhile, and cuts off what is no whole record. */
  const catchUp = (fd: number): void => {
    readOn(fd);
    if (fstatSync(fd).size !== indexedBytes) ftruncateSync(fd, indexedBytes);
  };

  return {
    append(name, bytes) {
      const fd = (writing ??= openForAppending(path));
      catchUp(fd);
      const head = Buffer.from(`${JSON.stringify([name, bytes.length])}\n`);
      writeAll(fd, Buffer.concat([head, bytes]));
      add(name, indexedBytes + head.length, bytes.length);
    },
    pieces(name) {
      if (writing === undefined) withFile(path, readOn);
      else readOn(writing);
      return index.get(name) ?? [];
    },
    close() {
      if (writing !== undefined) closeSync(writing);
      writing = undefined;
    },
  };
}

function openForAppending(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a+', 0o600);
  }
}

function withFile(path: string, work: (fd: number) => void): void {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  try {
    work(fd);
  } finally {
    closeSync(fd);
  }
}

function readFrom(fd: number, start: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, fstatSync(fd).size - start));
  let done = 0;
  for (let more = 1; more > 0 && done < bytes.length; done += more)
    more = readSync(fd, bytes, done, bytes.length - done, start + done);
  return bytes.subarray(0, done);
}

/** Where the body of the record at `at` begins; undefined when it is not whole. */
function recordAt(
  bytes: Buffer,
  at: number,
): { readonly name: string; readonly start: number; readonly length: number } | undefined {
  const end = bytes.indexOf(10, at);
  if (end === -1) return undefined;
  const head = headOf(bytes.toString('utf8', at, end));
  if (head === undefined || end + 1 + head[1] > bytes.length) return undefined;
  return { name: head[0], start: end + 1, length: head[1] };
}

/** Undefined for what a power cut left of one. */
function headOf(line: string): [string, number] | undefined {
  try {
    return JSON.parse(line) as [string, number];
  } catch {
    return undefined;
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
