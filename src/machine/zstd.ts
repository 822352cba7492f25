import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { OrreryError } from '../base/error.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const blockBytes = 2 * 1024 * 1024;
/** Blocks at work at a time; Node has four threads for it unless told otherwise. */
const workers = Math.min(availableParallelism(), 4);
const options = {
  chunkSize: 512 * 1024,
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** A frame that zstd skips, with the length of the one after it: so `zstd -d` reads the whole, and we read it in parallel. */
const skippable = 0x184d2a51;
const markBytes = 12;

/**
 * Compresses a stream with zstd at level 3, block by block on all processors. Not by `ZSTD_c_nbWorkers`: Node 24 cuts such a stream off at its end.
 */
export async function* zstdPacked(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const frame of inParallel(blocksOf(body), async (block) => compress(block, options))) {
    yield mark(frame.length);
    yield frame;
  }
  yield mark(0);
}

/** Undoes `zstdPacked`. Throws `store/failed` when the stream is damaged or cut short. */
export function zstdUnpacked(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return inParallel(framesOf(body), async (frame) =>
    decompress(frame, { chunkSize: 512 * 1024 }).catch((error: unknown) => damaged(error)),
  );
}

/** The results in order, a few of them worked on at a time. */
async function* inParallel<T>(
  parts: AsyncIterable<T>,
  work: (part: T) => Promise<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const queue: Promise<Uint8Array>[] = [];
  for await (const part of parts) {
    const result = work(part);
    result.catch(() => {}); // it is thrown when its turn comes
    queue.push(result);
    const first = queue.length > workers ? queue.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of queue) yield await result;
}

async function* blocksOf(body: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let used = 0;
  for await (const chunk of body) {
    for (let rest = chunk; rest.length > 0;) {
      const count = Math.min(rest.length, blockBytes - used);
      block.set(rest.subarray(0, count), used);
      used += count;
      rest = rest.subarray(count);
      if (used < blockBytes) break;
      yield block;
      block = Buffer.allocUnsafeSlow(blockBytes);
      used = 0;
    }
  }
  if (used > 0) yield block.subarray(0, used);
}

function mark(length: number): Buffer {
  const bytes = Buffer.alloc(markBytes);
  bytes.writeUInt32LE(skippable, 0);
  bytes.writeUInt32LE(4, 4);
  bytes.writeUInt32LE(length, 8);
  return bytes;
}

async function* framesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let wanted = markBytes;
  let isFrame = false;
  for await (const chunk of body) {
    held.push(chunk);
    heldBytes += chunk.length;
    while (heldBytes >= wanted) {
      const all = Buffer.concat(held, heldBytes);
      const part = all.subarray(0, wanted);
      held = [all.subarray(wanted)];
      heldBytes -= wanted;
      if (isFrame) yield part;
      else if (part.readUInt32LE(0) !== skippable || part.readUInt32LE(8) > 2 * blockBytes) damaged();
      else if (part.readUInt32LE(8) === 0) return;
      wanted = isFrame ? markBytes : part.readUInt32LE(8);
      isFrame = !isFrame;
    }
  }
  damaged();
}

function damaged(cause?: unknown): never {
  throw new OrreryError('store/failed', 'a stored archive is damaged or cut short', {
    fault: 'environment',
    cause,
  });
}
