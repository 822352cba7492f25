import { type Extract, extract, type Header, type Pack, pack } from 'tar-stream';

/** An entry that was read. The body is read whole or not at all, before the next entry is asked for. */
export interface TarEntry {
  readonly header: Header;
  readonly body: AsyncIterable<Uint8Array>;
}

/** An entry to be written. `size` of the header must be the body's, unless the body is one piece. */
export interface TarItem {
  readonly header: Partial<Header> & Pick<Header, 'name'>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What was to be read is no tar, or is cut off. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

/** The entries of a tar, with the back-pressure of whoever reads them. Throws `TarError`, or what the source throws. */
export async function* readTar(tar: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = extract();
  const source: Source = { tar, trouble: undefined };
  const feeding = feed(source, reader);
  const entries = reader[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await entries.next().catch((error: unknown) => {
        throw named(error, source);
      });
      if (next.done === true) return;
      const entry = next.value;
      yield { header: entry.header, body: bodyOf(entry as AsyncIterable<Uint8Array>, source) };
      entry.resume();
    }
  } finally {
    reader.destroy();
    await feeding;
  }
}

async function* bodyOf(body: AsyncIterable<Uint8Array>, source: Source): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw named(error, source);
  }
}

function named(error: unknown, source: Source): unknown {
  return source.trouble === error ? error : new TarError('the archive is damaged', { cause: error });
}

interface Source {
  readonly tar: AsyncIterable<Uint8Array>;
  trouble: unknown;
}

async function feed(source: Source, reader: Extract): Promise<void> {
  try {
    for await (const chunk of source.tar) {
      if (reader.destroyed) return;
      if (!reader.write(chunk)) await drained(reader);
    }
    reader.end(undefined);
  } catch (error) {
    source.trouble = error;
    reader.destroy(error as Error);
  }
}

async function drained(reader: Extract): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  reader.once('drain', done);
  reader.once('close', done);
  await promise;
  reader.off('drain', done);
  reader.off('close', done);
}

/** A tar of the entries, in pieces of 64 KiB or more: headers and small files by themselves would be as many writes. */
export async function* writeTar(
  items: AsyncIterable<TarItem> | Iterable<TarItem>,
): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const filling = fill(archive, items);
  let pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const piece of archive as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      sizeBytes += piece.length;
      if (sizeBytes < 1 << 16) continue;
      yield pieces.length === 1 ? piece : Buffer.concat(pieces);
      pieces = [];
      sizeBytes = 0;
    }
    if (sizeBytes > 0) yield Buffer.concat(pieces);
  } finally {
    archive.destroy();
    await filling;
  }
}

async function fill(archive: Pack, items: AsyncIterable<TarItem> | Iterable<TarItem>): Promise<void> {
  try {
    for await (const item of items) {
      if (archive.destroyed) return;
      await addItem(archive, item);
    }
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
  }
}

async function addItem(archive: Pack, { header, body }: TarItem): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = (error?: Error | null): void => (error ? reject(error) : resolve());
  // A copy, since the packer fills it in.
  if (body === undefined || body instanceof Uint8Array || !hasBody(header)) {
    archive.entry({ ...header }, body instanceof Uint8Array ? body : new Uint8Array(0), done);
    return promise;
  }
  const sink = archive.entry({ ...header }, done);
  sink.on('error', done);
  for await (const chunk of body) if (!sink.write(chunk)) await promiseOfDrain(sink, promise);
  sink.end(undefined);
  return promise;
}

async function promiseOfDrain(sink: ReturnType<Pack['entry']>, ended: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  sink.once('drain', resolve);
  await Promise.race([promise, ended]);
}

function hasBody(header: TarItem['header']): boolean {
  return (header.size ?? 0) > 0 && (header.type === undefined || header.type === 'file');
}

/** The tar with its entries renamed, changed or (undefined) left out. */
export function mapTar(
  tar: AsyncIterable<Uint8Array>,
  map: (header: Header) => Header | undefined,
): AsyncGenerator<Uint8Array> {
  return writeTar(mapEntries(tar, map));
}

/** As `mapTar`, not yet packed again. */
export async function* mapEntries(
  tar: AsyncIterable<Uint8Array>,
  map: (header: Header) => Header | undefined,
): AsyncGenerator<TarItem> {
  for await (const { header, body } of readTar(tar)) {
    const mapped = map(header);
    if (mapped !== undefined) yield { header: mapped, body };
  }
}

/**
 * The header of an entry under other names. Extended records that would win over them are dropped, those for times and
 * owners stay.
 */
export function renamed(header: Header, name: string, linkname = header.linkname): Header {
  if (header.pax === null || header.pax === undefined) return { ...header, name, linkname };
  const kept = Object.entries(header.pax).filter(
    ([key]) => key !== 'path' && key !== 'linkpath' && key !== 'size',
  );
  return { ...header, name, linkname, pax: kept.length === 0 ? null : Object.fromEntries(kept) };
}

/** `name` without `./` in front and `/` behind: `.` for the archive's own folder. */
export function entryPath(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}
