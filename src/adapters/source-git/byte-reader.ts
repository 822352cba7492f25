/** Takes a stream apart into lines and pieces of a known length. */
export interface ByteReader {
  /** Up to the next newline, without it. Throws at the end of the stream. */
  line(): Promise<string>;
  /** The next bytes, as they come; throws when the stream ends before. */
  take(sizeBytes: number): AsyncIterable<Uint8Array>;
  whole(sizeBytes: number): Promise<Buffer>;
}

export function byteReader(stream: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array(0);

  const more = async (): Promise<Uint8Array> => {
    const next = await chunks.next();
    if (next.done === true) throw new Error('the stream ended too early');
    return next.value;
  };

  const take = async function* (sizeBytes: number): AsyncIterable<Uint8Array> {
    for (let left = sizeBytes; left > 0;) {
      if (held.length === 0) held = await more();
      const part = held.subarray(0, left);
      held = held.subarray(part.length);
      left -= part.length;
      yield part;
    }
  };

  return {
    async line() {
      const parts: Uint8Array[] = [];
      for (;;) {
        const end = held.indexOf(10);
        if (end >= 0) {
          parts.push(held.subarray(0, end));
          held = held.subarray(end + 1);
          return Buffer.concat(parts).toString();
        }
        parts.push(held);
        held = await more();
      }
    },
    take,
    whole: async (sizeBytes) => Buffer.concat(await Array.fromAsync(take(sizeBytes))),
  };
}
