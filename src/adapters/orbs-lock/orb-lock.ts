import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { isAbsent, storeError } from '../../machine/store-error.ts';
import { type LockEntries, parseLock, printLock } from './lock-text.ts';

/** The lock of a repository, read when it is first asked for. Every call throws `config/invalid` when it is damaged. */
export interface OrbLock {
  /** As messages name it. */
  readonly path: string;
  get(key: string): string | undefined;
  /** Puts an entry in place; into the file only where that may be written. */
  set(key: string, value: string): void;
}

export interface OrbLockOptions {
  /** As messages name it: `.orrery/orbs.lock`. */
  readonly path: string;
  readonly isWritten: boolean;
  /** Told once when the file can't be written: that stops nobody's work. */
  readonly note: (text: string) => void;
}

export function fileOrbLock(file: string, { path, isWritten, note }: OrbLockOptions): OrbLock {
  const changed = new Map<string, string>();
  let read: LockEntries | undefined;
  const entries = (): LockEntries => (read ??= readLock(file, path));
  return {
    path,
    get: (key) => changed.get(key) ?? entries().get(key),
    set(key, value) {
      if ((changed.get(key) ?? entries().get(key)) === value) return;
      changed.set(key, value);
      if (!isWritten) return;
      try {
        // Another process may have written since.
        write(file, printLock(new Map([...readLock(file, path), ...changed])));
      } catch (error) {
        if (error instanceof OrreryError && error.code === 'config/invalid') throw error;
        note(`${path} is not written: ${(error as Error).message}`);
      }
    },
  };
}

function readLock(file: string, path: string): LockEntries {
  try {
    return parseLock(readFileSync(file, 'utf8'), path);
  } catch (error) {
    if (isAbsent(error)) return new Map();
    throw storeError(error, `could not read ${path}`);
  }
}

function write(file: string, text: string): void {
  const temp = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(temp, text);
    renameSync(temp, file);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
}
