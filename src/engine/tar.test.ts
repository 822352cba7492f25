import { describe, expect, it } from 'vitest';
import { entryPath, mapTar, readTar, renamed, TarError, type TarItem, writeTar } from './tar.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < text.length; i += size) yield bytes(text.slice(i, i + size));
}

async function contents(tar: AsyncIterable<Uint8Array>): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for await (const { header, body } of readTar(tar))
    out[header.name] =
      header.type === 'file'
        ? Buffer.concat(await Array.fromAsync(body)).toString()
        : `${header.type} ${header.linkname ?? ''}`.trim();
  return out;
}

const items: readonly TarItem[] = [
  { header: { name: 'a', type: 'directory', mode: 0o755 } },
  { header: { name: 'a/one.txt', mode: 0o644 }, body: bytes('one') },
  { header: { name: 'a/empty' }, body: new Uint8Array(0) },
  { header: { name: 'a/link', type: 'symlink', linkname: 'one.txt' } },
  { header: { name: `a/${'long'.repeat(60)}/žluť`, size: 300_000 }, body: pieces('x'.repeat(300_000), 1000) },
];

describe('tar', () => {
  it('reads what it wrote', async () => {
    const read = await contents(writeTar(items.map((item) => ({ ...item }))));
    expect(Object.keys(read)).toEqual(['a', 'a/one.txt', 'a/empty', 'a/link', items[4]?.header.name]);
    expect(read['a/one.txt']).toBe('one');
    expect(read['a/empty']).toBe('');
    expect(read['a/link']).toBe('symlink one.txt');
    expect(Object.values(read)[4]).toHaveLength(300_000);
  });

  it('reads a tar in pieces of any size', async () => {
    const tar = Buffer.concat(await Array.fromAsync(writeTar([items[1] ?? { header: { name: 'x' } }])));
    async function* bits(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < tar.length; i += 7) yield tar.subarray(i, i + 7);
    }
    expect(await contents(bits())).toEqual({ 'a/one.txt': 'one' });
  });

  it('passes over bodies that nobody reads', async () => {
    const names: string[] = [];
    const many = Array.from({ length: 50 }, (_, i) => ({
      header: { name: `f${i}` },
      body: new Uint8Array(50_000),
    }));
    for await (const { header } of readTar(writeTar(many))) names.push(header.name);
    expect(names).toHaveLength(50);
  });

  it('renames and leaves out, and keeps modes and times', async () => {
    const name = `a/${'deep/'.repeat(40)}file`;
    const mtime = new Date(1_234_567_000);
    const tar = writeTar([
      { header: { name, mode: 0o751, mtime }, body: bytes('kept') },
      { header: { name: 'secret' }, body: bytes('dropped') },
    ]);
    const mapped = mapTar(tar, (header) =>
      header.name === 'secret' ? undefined : renamed(header, `b/${header.name.slice(2)}`),
    );
    const read = [];
    for await (const { header, body } of readTar(mapped))
      read.push([
        header.name,
        header.mode,
        header.mtime,
        Buffer.concat(await Array.fromAsync(body)).toString(),
      ]);
    expect(read).toEqual([[name.replace('a/', 'b/'), 0o751, mtime, 'kept']]);
  });

  it('passes the trouble of its source on, and lets go of it', async () => {
    let released = false;
    async function* breaking(): AsyncGenerator<Uint8Array> {
      try {
        yield* writeTar([{ header: { name: 'a' }, body: new Uint8Array(200_000) }]);
        throw new Error('the source broke');
      } finally {
        released = true;
      }
    }
    await expect(contents(mapTar(breaking(), (header) => header))).rejects.toThrow('the source broke');
    expect(released).toBe(true);
  });

  it('refuses what is no tar, and one that is cut off', async () => {
    await expect(contents(pieces('no tar'.repeat(200), 100))).rejects.toThrow(TarError);
    async function* cut(): AsyncGenerator<Uint8Array> {
      for await (const chunk of writeTar([{ header: { name: 'a' }, body: new Uint8Array(90_000) }]))
        yield chunk.subarray(0, 50_000);
    }
    await expect(contents(cut())).rejects.toThrow(TarError);
  });

  it('stops reading its source when the reader stops', async () => {
    let produced = 0;
    async function* endless(): AsyncGenerator<TarItem> {
      for (;;) yield { header: { name: `f${produced++}` }, body: new Uint8Array(10_000) };
    }
    for await (const { header } of readTar(writeTar(endless()))) if (header.name === 'f3') break;
    expect(produced).toBeLessThan(100);
  });
});

it.each([
  ['a/b/', 'a/b'],
  ['./a', 'a'],
  ['./', '.'],
  ['.', '.'],
])('reads the entry name %s as %s', (name, path) => {
  expect(entryPath(name)).toBe(path);
});
