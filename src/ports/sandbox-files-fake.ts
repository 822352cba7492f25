import { extract, type Header, pack } from 'tar-stream';

type File = { readonly header: Partial<Header>; readonly body: Buffer };

/** The files of a fake sandbox: absolute paths, folders only where they are made or hold something. */
export interface FakeFiles {
  write(path: string, text: string): void;
  /** Undefined when there is no such file. */
  read(path: string): string | undefined;
  header(path: string): Partial<Header> | undefined;
  /** Removes a file or folder. */
  remove(path: string): void;
  makeFolder(path: string): void;
  /** Paths of all files and links, sorted. */
  list(): readonly string[];
  unpack(folder: string, tar: AsyncIterable<Uint8Array>): Promise<void>;
  pack(path: string): AsyncIterable<Uint8Array> | undefined;
}

export function fakeFiles(): FakeFiles {
  const files = new Map<string, File>();
  const below = (path: string): [string, File][] =>
    [...files].filter(([name]) => name === path || name.startsWith(`${path === '/' ? '' : path}/`));
  return {
    write: (path, text) => void files.set(path, { header: { mode: 0o644 }, body: Buffer.from(text) }),
    read: (path) => files.get(path)?.body.toString(),
    header: (path) => files.get(path)?.header,
    remove: (path) => below(path).forEach(([name]) => files.delete(name)),
    makeFolder: (path) => void files.set(path, folder),
    list: () => [...files].flatMap(([name, file]) => (file === folder ? [] : [name])).toSorted(),
    async unpack(path, tar) {
      files.set(path, files.get(path) ?? folder);
      for await (const { header, body } of read(tar)) {
        const name = `${path === '/' ? '' : path}/${header.name.replace(/^(?:\.\/)+|\/$/g, '')}`;
        files.set(name, header.type === 'directory' ? folder : { header, body });
      }
    },
    pack(path) {
      const found = below(path).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return found.length === 0 ? undefined : packed(path, found);
    },
  };
}

const folder: File = { header: { type: 'directory', mode: 0o755 }, body: Buffer.alloc(0) };

async function* read(
  tar: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly header: Header; readonly body: Buffer }> {
  const reader = extract();
  const whole = Buffer.concat(await Array.fromAsync(tar));
  reader.end(whole);
  for await (const entry of reader) {
    const body = Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Uint8Array>));
    yield { header: entry.header, body };
  }
}

async function* packed(path: string, found: readonly [string, File][]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (!found.some(([name]) => name === path)) archive.entry({ ...folder.header, name: base });
  for (const [name, { header, body }] of found)
    archive.entry({ ...header, name: base + name.slice(path.length) }, body);
  archive.finalize();
  yield* archive as AsyncIterable<Uint8Array>;
}
