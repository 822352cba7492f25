import { closeSync, fchmodSync, futimesSync, openSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemCode } from './store-error.ts';

/** What an archive tells of a file. */
export interface FileFacts {
  readonly size: number;
  readonly mode: number;
  readonly mtime: Date;
}

/** Up to this size a file is written at once: for so little that is quicker than handing it to another thread. */
export const smallBytes: number = 256 * 1024;

const umask = process.umask();

/** Writes a new file in place of what is there, which is unlinked: never through a link. */
export async function writeSmall(
  path: string,
  facts: FileFacts,
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const file = openNew(path, facts.mode);
  try {
    for (const chunk of chunks) for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
    seal(file, facts);
  } finally {
    closeSync(file);
  }
}

/** The same for one of any size, without holding up this thread. */
export async function writeLarge(
  path: string,
  facts: FileFacts,
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  closeSync(openNew(path, facts.mode | 0o200));
  const file = await open(path, 'r+');
  try {
    for await (const chunk of body)
      for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
    seal(file.fd, facts);
  } finally {
    await file.close();
  }
}

function openNew(path: string, mode: number): number {
  try {
    return openSync(path, 'wx', mode & 0o777);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    rmSync(path);
    return openSync(path, 'wx', mode & 0o777);
  }
}

/** The exact mode, whatever the umask, and the time. */
function seal(file: number, { mode, mtime }: FileFacts): void {
  if ((mode & 0o777 & umask) !== 0 || (mode & 0o200) === 0) fchmodSync(file, mode & 0o777);
  futimesSync(file, mtime, mtime);
}
