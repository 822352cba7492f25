import { mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The next `count` numbers; answers with the first. Each range is a symbolic link named for its first number that
 * points to its length: it comes into being whole, and two processes cannot make the same one. Ranges stay, since one
 * that is gone could be taken again by a process that still counts on it.
 */
export function takeJobNumbers(folder: string, count: number): number {
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const last = Math.max(0, ...readdirSync(folder).map(Number));
    const first = last === 0 ? 1 : last + Number(readlinkSync(join(folder, String(last))));
    try {
      symlinkSync(String(count), join(folder, String(first)));
      return first;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
