import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, type Header } from 'tar-stream';
import { afterAll, expect, it } from 'vitest';
import { addTree, packTar } from './tar-pack.ts';
import { unpackTar } from './tar-unpack.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-tar-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => mkdtempSync(join(root, 'x-'));

const tarOf = (path: string, name = 'top'): AsyncIterable<Uint8Array> =>
  packTar((tar) => addTree(tar, name, path));

function handmade(
  ...entries: readonly (Partial<Header> & { name: string; text?: string })[]
): AsyncIterable<Uint8Array> {
  const tar = pack();
  for (const { text, ...header } of entries) tar.entry(header, text ?? '');
  tar.finalize();
  return tar as AsyncIterable<Uint8Array>;
}

it('brings back files, folders, links, modes, times and odd names', async () => {
  const from = fresh();
  mkdirSync(join(from, 'deep/empty'), { recursive: true });
  writeFileSync(join(from, 'plain'), 'plain');
  writeFileSync(join(from, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  chmodSync(join(from, 'run.sh'), 0o775);
  writeFileSync(join(from, 'secret'), 'x', { mode: 0o400 });
  writeFileSync(join(from, 'empty'), '');
  const big = Buffer.alloc(3_000_001, 'big ');
  writeFileSync(join(from, 'deep/big'), big);
  const names = ['日本語 ž', ' blank ', '-n', 'a\nb', `${'long'.repeat(60)}`, 'x*?[1]'];
  for (const name of names) writeFileSync(join(from, 'deep', name), name);
  symlinkSync('deep/big', join(from, 'link'));
  symlinkSync('/no/such/file', join(from, 'dangling'));
  utimesSync(join(from, 'plain'), 1_000_000_000, 1_000_000_000);
  utimesSync(join(from, 'deep/empty'), 1_100_000_000, 1_100_000_000);
  const to = fresh();
  await unpackTar(to, tarOf(from), [to]);
  const top = join(to, 'top');
  expect(readFileSync(join(top, 'deep/big')).equals(big)).toBe(true);
  expect(names.map((name) => readFileSync(join(top, 'deep', name), 'utf8'))).toEqual(names);
  expect([readlinkSync(join(top, 'link')), readlinkSync(join(top, 'dangling'))]).toEqual([
    'deep/big',
    '/no/such/file',
  ]);
  const mode = (name: string) => statSync(join(top, name)).mode & 0o777;
  expect([mode('run.sh'), mode('secret'), mode('empty')]).toEqual([0o775, 0o400, 0o644]);
  expect(statSync(join(top, 'plain')).mtimeMs).toBe(1_000_000_000_000);
  expect(statSync(join(top, 'deep/empty')).mtimeMs).toBe(1_100_000_000_000);
});

it('makes tars that tar reads, and reads those that tar makes', async () => {
  const from = fresh();
  mkdirSync(join(from, 'a/b'), { recursive: true });
  writeFileSync(join(from, 'a/b/file ž'), 'text');
  execFileSync('ln', [join(from, 'a/b/file ž'), join(from, 'a/hard')]);
  const bytes = Buffer.concat(await Array.fromAsync(tarOf(from)));
  const to = fresh();
  execFileSync('tar', ['-x', '-C', to], { input: bytes });
  expect(readFileSync(join(to, 'top/a/b/file ž'), 'utf8')).toBe('text');
  const back = fresh();
  const theirs = execFileSync('tar', ['-c', '-C', from, '.']);
  await unpackTar(
    back,
    (async function* () {
      yield theirs;
    })(),
    [back],
  );
  expect(readFileSync(join(back, 'a/b/file ž'), 'utf8')).toBe('text');
  expect(statSync(join(back, 'a/hard')).nlink).toBe(2);
});

it('packs a single file under the name given, and nothing of what is not there', async () => {
  const from = fresh();
  writeFileSync(join(from, 'one'), 'text');
  const to = fresh();
  await unpackTar(to, tarOf(join(from, 'one'), 'other'), [to]);
  await unpackTar(to, tarOf(join(from, 'none')), [to]);
  expect(readFileSync(join(to, 'other'), 'utf8')).toBe('text');
});

it.each([
  [{ name: '../out', text: 'x' }],
  [{ name: 'a/../../out', text: 'x' }],
  [{ name: '/etc/out', text: 'x' }],
  [{ name: 'hard', type: 'link' as const, linkname: '../secret' }],
  [{ name: 'hard', type: 'link' as const, linkname: '/etc/passwd' }],
])('refuses an entry that leads out: %j', async (entry) => {
  const to = join(fresh(), 'in');
  await expect(unpackTar(to, handmade(entry), [to])).rejects.toMatchObject({ code: 'executor/failed' });
  expect(existsSync(join(to, '../out'))).toBe(false);
});

it('does not write through links that lead out', async () => {
  const folder = fresh();
  const [to, outside] = [join(folder, 'in'), join(folder, 'outside')];
  mkdirSync(to);
  mkdirSync(outside);
  writeFileSync(join(outside, 'file'), 'mine');
  const dirLink = { name: 'd', type: 'symlink' as const, linkname: outside };
  const through = handmade(dirLink, { name: 'd/new', text: 'x' });
  await expect(unpackTar(to, through, [to])).rejects.toMatchObject({ code: 'executor/failed' });
  const hard = handmade(dirLink, { name: 'h', type: 'link', linkname: 'd/file' });
  await expect(unpackTar(to, hard, [to])).rejects.toMatchObject({ code: 'executor/failed' });
  const fileLink = { name: 'f', type: 'symlink' as const, linkname: join(outside, 'file') };
  await unpackTar(to, handmade(fileLink, { name: 'f', text: 'replaced' }), [to]);
  await unpackTar(to, handmade({ name: 'd', type: 'directory' }, { name: 'd/new', text: 'x' }), [to]);
  expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('mine');
  expect(existsSync(join(outside, 'new'))).toBe(false);
  expect(lstatSync(join(to, 'd')).isDirectory()).toBe(true);
  await expect(unpackTar(outside, handmade(), [to])).rejects.toThrow('outside the folders');
});

it('goes through a link that was there and stays inside, and through none of its own', async () => {
  const to = fresh();
  mkdirSync(join(to, 'releases/1'), { recursive: true });
  symlinkSync('releases/1', join(to, 'now'));
  await unpackTar(to, handmade({ name: 'now/file', text: 'x' }), [to]);
  expect(readFileSync(join(to, 'releases/1/file'), 'utf8')).toBe('x');
  const own = [
    { name: 'then', type: 'symlink' as const, linkname: 'releases/1' },
    { name: 'then/file', text: 'y' },
  ];
  await expect(unpackTar(to, handmade(...own), [to])).rejects.toMatchObject({ code: 'executor/failed' });
});

it('leaves folders that are there as they are', async () => {
  const to = fresh();
  mkdirSync(join(to, 'mine'), { mode: 0o700 });
  await unpackTar(
    to,
    handmade({ name: 'mine', type: 'directory', mode: 0o755 }, { name: 'mine/x', text: 'x' }),
    [to],
  );
  expect(statSync(join(to, 'mine')).mode & 0o777).toBe(0o700);
});

it('replaces files, also such as cannot be written, and keeps what else is in a folder', async () => {
  const to = fresh();
  mkdirSync(join(to, 'top'));
  writeFileSync(join(to, 'top/kept'), 'kept');
  writeFileSync(join(to, 'top/file'), 'a longer old text', { mode: 0o400 });
  await unpackTar(to, handmade({ name: 'top', type: 'directory' }, { name: 'top/file', text: 'new' }), [to]);
  expect([readFileSync(join(to, 'top/kept'), 'utf8'), readFileSync(join(to, 'top/file'), 'utf8')]).toEqual([
    'kept',
    'new',
  ]);
  await expect(unpackTar(to, handmade({ name: 'top', text: 'x' }), [to])).rejects.toMatchObject({
    code: 'executor/failed',
  });
});

it('unpacks into a folder that nobody may write to', async () => {
  const to = fresh();
  await unpackTar(
    to,
    handmade({ name: 'shut', type: 'directory', mode: 0o555 }, { name: 'shut/file', text: 'x' }),
    [to],
  );
  expect(statSync(join(to, 'shut')).mode & 0o777).toBe(0o555);
  chmodSync(join(to, 'shut'), 0o755);
});

it('passes on the trouble of its source, and that of a damaged archive', async () => {
  const breaking = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.alloc(100);
    throw new Error('the source broke');
  };
  await expect(unpackTar(fresh(), breaking(), [root])).rejects.toThrow('the source broke');
  const noise = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.alloc(2048, 'noise');
  };
  await expect(unpackTar(fresh(), noise(), [root])).rejects.toThrow();
  const whole = Buffer.concat(await Array.fromAsync(handmade({ name: 'f', text: 'x'.repeat(5000) })));
  const cut = async function* (): AsyncIterable<Uint8Array> {
    yield whole.subarray(0, 2000);
  };
  await expect(unpackTar(fresh(), cut(), [root])).rejects.toThrow();
});

it('passes on the trouble of whoever fills it, and lets go when nobody reads on', async () => {
  const failing = packTar(async (tar) => {
    await tar.folder('a');
    throw new Error('no more');
  });
  await expect(Array.fromAsync(failing)).rejects.toThrow('no more');
  let isDone = false;
  const endless = packTar(async (tar) => {
    try {
      for (;;) await tar.file('f', Buffer.alloc(100_000));
    } finally {
      isDone = true;
    }
  });
  for await (const chunk of endless) if (chunk.length > 0) break;
  await expect.poll(() => isDone).toBe(true);
});
