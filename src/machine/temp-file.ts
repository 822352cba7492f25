import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { livenessOf, ownIdentity, printIdentity, readIdentity } from './process-identity.ts';
import { isAbsent, storeError } from './store-error.ts';

const batchBytes = 512 * 1024;
let count = 0;

export interface TempFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Writes a stream into a new file of `folder` (made if missing), which the caller then puts in its place by a rename or
 * a link. When the source breaks, its error comes through; a disk's trouble comes as `store/full` or `store/failed`.
 * Nothing of the file is left then.
 */
export async function writeTempFile(folder: string, body: AsyncIterable<Uint8Array>): Promise<TempFile> {
  const path = join(folder, `${printIdentity(ownIdentity())}.${(count += 1)}`);
  const handle = await openIn(folder, path);
  try {
    const sizeBytes = await writeAll(handle, body);
    await handle.close().catch(refuse);
    return { path, sizeBytes };
  } catch (error) {
    await handle.close().catch(() => {});
    rmSync(path, { force: true });
    throw error;
  }
}

/** Removes what killed processes left in a folder of temporary files. */
export function sweepTempFiles(folder: string): void {
  for (const name of namesIn(folder)) {
    const identity = readIdentity(name.replace(/\.\d+$/, ''));
    if (identity !== undefined && livenessOf(identity) === 'dead')
      rmSync(join(folder, name), { force: true });
  }
}

async function openIn(folder: string, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (!isAbsent(error)) return refuse(error);
    try {
      mkdirSync(folder, { recursive: true });
      return await open(path, 'wx', 0o600);
    } catch (again) {
      return refuse(again);
    }
  }
}

/** Gathers small chunks, so that a stream of them does not cost a system call each. */
async function writeAll(handle: FileHandle, body: AsyncIterable<Uint8Array>): Promise<number> {
  let sizeBytes = 0;
  let batch: Uint8Array[] = [];
  let gathered = 0;
  for await (const chunk of body) {
    batch.push(chunk);
    gathered += chunk.length;
    sizeBytes += chunk.length;
    if (gathered < batchBytes) continue;
    await writeBatch(handle, batch, gathered);
    batch = [];
    gathered = 0;
  }
  if (gathered > 0) await writeBatch(handle, batch, gathered);
  return sizeBytes;
}

async function writeBatch(handle: FileHandle, batch: readonly Uint8Array[], size: number): Promise<void> {
  const [only] = batch;
  const bytes = batch.length === 1 && only !== undefined ? only : Buffer.concat(batch, size);
  for (let at = 0; at < size;) {
    const { bytesWritten } = await handle.write(bytes, at).catch(refuse);
    at += bytesWritten;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function refuse(error: unknown): never {
  throw storeError(error, 'could not store a file');
}
