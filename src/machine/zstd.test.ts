import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { zstdPacked, zstdUnpacked } from './zstd.ts';

async function* of(...chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

const all = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(body));

it('gives back what it packed', async () => {
  const chunks = [randomBytes(9_000_000), Buffer.alloc(7_000_000, 'tar'), Buffer.alloc(0), randomBytes(7)];
  const packed = await all(zstdPacked(of(...chunks)));
  expect(packed.length).toBeLessThan(9_100_000);
  expect((await all(zstdUnpacked(of(packed)))).equals(Buffer.concat(chunks))).toBe(true);
  expect(await all(zstdUnpacked(of(await all(zstdPacked(of())))))).toHaveLength(0);
});

it('notices damage and a missing end', async () => {
  const packed = await all(zstdPacked(of(randomBytes(100_000))));
  await expect(all(zstdUnpacked(of(packed.subarray(0, 50_000))))).rejects.toThrow();
  packed[60_000] = (packed[60_000] ?? 0) ^ 1;
  await expect(all(zstdUnpacked(of(packed)))).rejects.toThrow();
});

it('passes on the trouble of its source', async () => {
  const breaking = async function* (): AsyncIterable<Uint8Array> {
    yield randomBytes(100);
    throw new Error('the source broke');
  };
  await expect(all(zstdPacked(breaking()))).rejects.toThrow('the source broke');
  await expect(all(zstdUnpacked(breaking()))).rejects.toThrow();
});

it('closes its source when nobody reads on', async () => {
  let isClosed = false;
  const endless = async function* (): AsyncIterable<Uint8Array> {
    try {
      for (;;) yield randomBytes(100_000);
    } finally {
      isClosed = true;
    }
  };
  for await (const chunk of zstdPacked(endless())) if (chunk.length > 0) break;
  await expect.poll(() => isClosed).toBe(true);
});
