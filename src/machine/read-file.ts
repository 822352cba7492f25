import { type FileHandle, open } from 'node:fs/promises';
import { storeError } from './store-error.ts';

const readSize = 256 * 1024;

/** The bytes of a file from `start` up to `end` (exclusive), read as they are asked for; fewer where the file is shorter. */
export async function* readChunks(path: string, start = 0, end = Infinity): AsyncIterable<Uint8Array> {
  const handle = await open(path).catch((error: unknown) => {
    throw storeError(error, 'could not read a stored file');
  });
  try {
    yield* chunksOf(handle, start, end);
  } finally {
    await handle.close();
  }
}

/** The same of an open file, which stays open. */
export async function* chunksOf(handle: FileHandle, start = 0, end = Infinity): AsyncIterable<Uint8Array> {
  for (let at = start; at < end;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(readSize, end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
