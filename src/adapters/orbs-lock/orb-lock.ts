import { createHash } from 'node:crypto';
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
  /** Locks an exact version to its source. Throws `orb-source/changed` where it is locked to another. */
  hold(exact: string, yaml: string): void;
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
  const get = (key: string): string | undefined => changed.get(key) ?? entries().get(key);
  const lock: OrbLock = {
    path,
    get,
    set(key, value) {
      if (get(key) === value) return;
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
    hold(exact, yaml) {
      const [locked, digest] = [get(exact), digestOf(yaml)];
      if (locked !== undefined && locked !== digest) throw changedError(path, exact, locked, digest);
      lock.set(exact, digest);
    },
  };
  return lock;
}

export function digestOf(yaml: string): string {
  return `sha256:${createHash('sha256').update(yaml).digest('hex')}`;
}

function changedError(path: string, exact: string, locked: string, digest: string): OrreryError {
  return new OrreryError(
    'orb-source/changed',
    `The source of ${exact} is not what it was: ${path} has ${locked}, it is ${digest} now.`,
    {
      fault: 'environment',
      hint: `Published versions never change, so find out why. If the present one is right, remove its line from ${path}.`,
    },
  );
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
