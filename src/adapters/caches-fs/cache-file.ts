import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { isAbsent, storeError } from '../../machine/store-error.ts';
import { usualDays } from '../../ports/cache-store.ts';

/**
 * A cache is one file, so that it appears at once and whole: a skippable frame of zstd with what there is to know, then
 * the archive in zstd. `zstd -d` reads such a file as the archive alone.
 */
export interface CacheHead {
  readonly key: string;
  /** Microseconds since 1970, rising from cache to cache even where two are saved within one. */
  readonly createdUs: number;
  /** Of the whole file: one that is shorter was cut off by a crash. */
  readonly fileBytes: number;
  /** How long it is kept. */
  readonly days: number;
}

/** As it stands in a file: one that an older Orrery wrote has fewer fields, and so another length. */
export interface StoredHead extends CacheHead {
  /** Where the archive begins. */
  readonly headBytes: number;
}

const magic = 0x184d2a50;
const frameBytes = 8;
/** Keys have at most 900 characters, of at most 6 bytes each in JSON. */
const longestHead = 8 * 1024;

/** Of the same length whatever the numbers are, so that it can be written before they are known and again after. */
export function printHead(head: CacheHead): Buffer {
  const fields = {
    v: 1,
    createdUs: padded(head.createdUs),
    fileBytes: padded(head.fileBytes),
    days: head.days,
    key: head.key,
  };
  const text = Buffer.from(JSON.stringify(fields));
  const frame = Buffer.alloc(frameBytes);
  frame.writeUInt32LE(magic, 0);
  frame.writeUInt32LE(text.length, 4);
  return Buffer.concat([frame, text]);
}

function padded(value: number): string {
  return String(value).padStart(17, '0');
}

export function readHead(bytes: Buffer): StoredHead | undefined {
  if (bytes.length < frameBytes || bytes.readUInt32LE(0) !== magic) return undefined;
  const headBytes = frameBytes + bytes.readUInt32LE(4);
  const text = bytes.subarray(frameBytes, headBytes).toString();
  try {
    const { v, key, createdUs, fileBytes, days } = JSON.parse(text) as Record<string, unknown>;
    if (v !== 1 || typeof key !== 'string') return undefined;
    const kept = typeof days === 'number' ? days : usualDays;
    return { key, createdUs: Number(createdUs), fileBytes: Number(fileBytes), days: kept, headBytes };
  } catch {
    return undefined;
  }
}

/** Undefined when there is no such file; `broken` when it is not one of ours. */
export function readHeadOf(path: string): StoredHead | 'broken' | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeError(error, 'could not read a cache');
  }
  try {
    const buffer = Buffer.allocUnsafe(longestHead);
    return readHead(buffer.subarray(0, readSync(file, buffer, 0, longestHead, 0))) ?? 'broken';
  } finally {
    closeSync(file);
  }
}

export function rewriteHead(path: string, head: CacheHead): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, printHead(head), 0, null, 0);
  } finally {
    closeSync(file);
  }
}
