import {
  blockBytes,
  concat,
  latin1,
  paddingBytes,
  readBlock,
  readPax,
  untilZero,
  type TarHeader,
  type TarType,
} from './tar-format.ts';

/**
 * Passes an archive on with other headers, its contents as they come. `rewrite` gives the bytes that stand in place of an
 * entry's header (headers of other, empty entries may come first); undefined leaves the entry out. Trouble of `tar` itself
 * is passed on; a damaged or cut archive is an error.
 */
export async function* rewriteTar(
  tar: AsyncIterable<Uint8Array>,
  rewrite: (header: TarHeader) => Promise<Uint8Array | undefined>,
): AsyncGenerator<Uint8Array> {
  const input = createByteReader(tar);
  const output = createGatherer();
  for (let header = await nextHeader(input); header !== undefined; header = await nextHeader(input)) {
    const bytes = await rewrite(header);
    if (bytes !== undefined) yield* output.add(bytes);
    for (let left = header.sizeBytes + paddingBytes(header.sizeBytes); left > 0;) {
      const piece = await input.some(left);
      left -= piece.length;
      if (bytes !== undefined) yield* output.add(piece);
    }
  }
  yield* output.add(new Uint8Array(2 * blockBytes));
  yield* output.flush();
  await input.drain();
}

async function nextHeader(input: ByteReader): Promise<TarHeader | undefined> {
  let own: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const block = await input.exactly(blockBytes);
    const raw = block && readBlock(block);
    if (block === undefined || raw === undefined) return undefined;
    if (!'xgLK'.includes(raw.flag)) return finished(block, raw, own);
    const data = await input.exactly(raw.sizeBytes + paddingBytes(raw.sizeBytes));
    if (data === undefined) throw cut();
    const content = data.subarray(0, raw.sizeBytes);
    if (raw.flag === 'x') own = new Map([...own, ...readPax(content)]);
    if (raw.flag === 'L') own = new Map([...own, ['path', untilZero(latin1(content))]]);
    if (raw.flag === 'K') own = new Map([...own, ['linkpath', untilZero(latin1(content))]]);
  }
}

function finished(
  block: Uint8Array,
  raw: NonNullable<ReturnType<typeof readBlock>>,
  records: ReadonlyMap<string, string>,
): TarHeader {
  const type = (raw.flag >= '0' && raw.flag <= '7' ? raw.flag : '0') as TarType;
  const hasContent = type === '0' || type === '7';
  return {
    block,
    type,
    name: records.get('path') ?? raw.name,
    linkname: records.get('linkpath') ?? raw.linkname,
    // Hard links of some writers repeat their target's size without its content.
    sizeBytes: hasContent ? Number(records.get('size') ?? raw.sizeBytes) : 0,
  };
}

function cut(): Error {
  return new Error('the archive ends in the middle of an entry');
}

interface ByteReader {
  /** Undefined at the end of the input; throws when it ends before all is there. */
  exactly(count: number): Promise<Uint8Array | undefined>;
  /** What is there, at least one byte and at most so many. */
  some(atMost: number): Promise<Uint8Array>;
  /** Reads the rest and forgets it, so that whoever writes comes to an end. */
  drain(): Promise<void>;
}

function createByteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let current: Uint8Array = new Uint8Array(0);
  async function more(): Promise<boolean> {
    while (current.length === 0) {
      const next = await chunks.next();
      if (next.done === true) return false;
      current = next.value;
    }
    return true;
  }
  function take(count: number): Uint8Array {
    const piece = current.subarray(0, count);
    current = current.subarray(count);
    return piece;
  }
  return {
    async exactly(count) {
      if (current.length >= count) return take(count);
      const parts: Uint8Array[] = [];
      for (let left = count; left > 0;) {
        if (!(await more())) {
          if (parts.length === 0) return undefined;
          throw cut();
        }
        const piece = take(left);
        left -= piece.length;
        parts.push(piece);
      }
      return concat(parts);
    },
    async some(atMost) {
      if (!(await more())) throw cut();
      return take(atMost);
    },
    async drain() {
      while (await more()) current = new Uint8Array(0);
    },
  };
}

/** Makes few large pieces of many small ones; large ones pass as they are. */
function createGatherer(): { add(bytes: Uint8Array): Iterable<Uint8Array>; flush(): Iterable<Uint8Array> } {
  const enough = 64 * 1024;
  let parts: Uint8Array[] = [];
  let size = 0;
  function* flush(): Iterable<Uint8Array> {
    if (size > 0) yield parts.length === 1 && parts[0] ? parts[0] : concat(parts);
    parts = [];
    size = 0;
  }
  return {
    *add(bytes) {
      parts.push(bytes);
      size += bytes.length;
      if (size >= enough) yield* flush();
    },
    flush,
  };
}
