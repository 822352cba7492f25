import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confinedTar, type ConfineOptions } from './tar-confined.ts';
import { renamedTar } from './tar-renamed.ts';
import { rewriteTar } from './tar-rewrite.ts';
import { writeHeader } from './tar-format.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-tar-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const long = `${'a'.repeat(120)}/${'b'.repeat(120)}/c.txt`;
beforeAll(() => {
  const tree = join(root, 'tree');
  mkdirSync(join(tree, 'sub/empty'), { recursive: true });
  mkdirSync(join(tree, 'a'.repeat(120), 'b'.repeat(120)), { recursive: true });
  writeFileSync(join(tree, long), 'long\n');
  writeFileSync(join(tree, 'sub/ü.txt'), 'u\n');
  writeFileSync(
    Buffer.concat([Buffer.from(`${tree}/sub/`), Buffer.from([0xff, 0xe4]), Buffer.from('.bin')]),
    'latin\n',
  );
  writeFileSync(join(tree, 'big'), Buffer.alloc(300_000, 'x'));
  symlinkSync('sub/ü.txt', join(tree, 'link'));
  symlinkSync(`/${'z'.repeat(150)}`, join(tree, 'far'));
});

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const collect = async (tar: AsyncIterable<Uint8Array>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(tar));
const list = (tar: Uint8Array, ...flags: string[]): string[] =>
  execFileSync('tar', ['--quoting-style=escape', '--numeric-owner', ...flags, '-tf', '-'], {
    input: tar,
    env: { ...process.env, LC_ALL: 'C' },
  })
    .toString()
    .trimEnd()
    .split('\n');
/** Everything in a folder, contents and times included, as bytes that can be compared. */
const snapshot = (folder: string): Buffer =>
  execFileSync('tar', ['--sort=name', '-C', folder, '-cf', '-', 'sub', 'big', 'link', 'far', long]);
const formats = ['gnu', 'pax', 'ustar'];
const make = (format: string, ...names: string[]): Buffer =>
  execFileSync('tar', [`--format=${format}`, '-C', join(root, 'tree'), '-cf', '-', ...names]);

describe.each(formats.slice(0, 2))('a %s archive', (format) => {
  it.each([1 << 20, 512, 333, 7])('passes unchanged in pieces of %i bytes', async (size) => {
    const tar = make(format, '.');
    const same = await collect(
      rewriteTar(chunked(tar, size), async (header) =>
        writeHeader(header, { name: header.name, linkname: header.linkname, owner: undefined }),
      ),
    );
    expect(list(same, '-v')).toEqual(list(tar, '-v'));
    const at = join(root, `out-${format}-${size}`);
    mkdirSync(at);
    execFileSync('tar', ['-C', at, '-xf', '-'], { input: same });
    expect(snapshot(at)).toEqual(snapshot(join(root, 'tree')));
  });
});

it('tells a cut archive, and what is none', async () => {
  const rewrite = async (): Promise<Uint8Array> => new Uint8Array(0);
  const tar = make('gnu', 'big');
  await expect(collect(rewriteTar(chunked(tar.subarray(0, 5000), 512), rewrite))).rejects.toThrow(
    'ends in the middle',
  );
  await expect(collect(rewriteTar(chunked(Buffer.alloc(1024, 'no tar '), 512), rewrite))).rejects.toThrow(
    'not a tar',
  );
  expect(await collect(rewriteTar(chunked(new Uint8Array(0), 1), rewrite))).toHaveLength(1024);
});

it('passes on the trouble of its input', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield make('gnu', 'big').subarray(0, 2048);
    throw new Error('on fire');
  }
  await expect(collect(rewriteTar(broken(), async () => new Uint8Array(0)))).rejects.toThrow('on fire');
});

describe('confinedTar', () => {
  const options: ConfineOptions = {
    folder: '/root/project',
    owner: { uid: 1000, gid: 3_000_000 },
    isFolder: async () => false,
  };

  it('puts everything below the folder, in the hands of the steps’ user', async () => {
    const confined = await collect(confinedTar(chunked(make('gnu', '.'), 10_000), options));
    const lines = list(confined, '-v');
    expect(lines.every((line) => / 1000\/3000000 .* root\/project\//.test(line))).toBe(true);
    const names = list(confined);
    expect(names).toContain(`root/project/${long}`);
    expect(names).toContain('root/project/sub/\\303\\274.txt');
    expect(names).toContain('root/project/sub/\\377\\344.bin');
    expect(names).not.toContain('root/project/');
  });

  it('puts in the folders that are taken for granted, and leaves out those that are there', async () => {
    const asked: string[] = [];
    const isFolder = async (path: string): Promise<boolean> => {
      asked.push(path);
      return path === '/root/project/sub';
    };
    const confined = await collect(
      confinedTar(chunked(make('gnu', 'sub/ü.txt', 'sub/empty', long), 4096), { ...options, isFolder }),
    );
    const [first = '', second = ''] = long.split('/');
    expect(list(confined)).toEqual([
      'root/project/sub/\\303\\274.txt',
      'root/project/sub/empty/',
      `root/project/${first}/`,
      `root/project/${first}/${second}/`,
      `root/project/${long}`,
    ]);
    expect(asked).toEqual(['/root/project/sub', '/root/project/sub/empty', `/root/project/${first}`]);
  });

  it.each<[string, string[]]>([
    ['absolute', ['-P', join(root, 'tree/big')]],
    ['leads out of its folder', ['-P', 'sub/../../tree/big']],
  ])('refuses what is %s', async (what, names) => {
    await expect(collect(confinedTar(chunked(make('gnu', ...names), 4096), options))).rejects.toMatchObject({
      code: 'executor/failed',
      message: expect.stringContaining(what) as string,
    });
  });

  it('refuses devices', async () => {
    const tar = execFileSync('tar', ['-C', '/dev', '-cf', '-', 'null']);
    await expect(collect(confinedTar(chunked(tar, 512), options))).rejects.toThrow('is a device');
  });
});

it('renames what stood at the end of a link', async () => {
  const renamed = await collect(renamedTar(chunked(make('gnu', 'sub', 'big'), 4096), 'sub', 'nämed'));
  expect(list(renamed).toSorted()).toEqual(
    [
      'big',
      'n\\303\\244med/',
      'n\\303\\244med/\\303\\274.txt',
      'n\\303\\244med/\\377\\344.bin',
      'n\\303\\244med/empty/',
    ].toSorted(),
  );
});
