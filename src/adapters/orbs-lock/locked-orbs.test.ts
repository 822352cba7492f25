import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { OrbSource } from '../../ports/orb-source.ts';
import { parseLock, printLock } from './lock-text.ts';
import { lockedOrbSource } from './locked-orbs.ts';
import { digestOf, fileOrbLock, type OrbLock } from './orb-lock.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-orb-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let file: string;
let notes: string[];
beforeEach(() => {
  file = join(mkdtempSync(join(root, 'repo-')), '.orrery', 'orbs.lock');
  notes = [];
});

const note = (text: string): void => void notes.push(text);
const lock = (isWritten = true): OrbLock => fileOrbLock(file, { path: '.orrery/orbs.lock', isWritten, note });
const kit = (version: string) => ({ namespace: 'acme', name: 'kit', version });
const url = 'https://a.example/kit.yml';

function answering(version: string, yaml: string): OrbSource {
  return {
    fetch: async () => ({ version, yaml }),
    fetchUrl: async () => ({ kind: 'orb', yaml }),
  };
}

it('writes what was compiled with, sorted, a line each', async () => {
  const source = lockedOrbSource(answering('1.9.0', 'nine'), lock(), note);
  await source.fetch(kit('1'));
  await source.fetchUrl?.(url);
  expect(readFileSync(file, 'utf8')).toBe(
    [
      '# The orbs that this repository was compiled with. Written by Orrery; commit it.',
      'acme/kit@1 = 1.9.0',
      `acme/kit@1.9.0 = ${digestOf('nine')}`,
      `${url} = ${digestOf('nine')}`,
      '',
    ].join('\n'),
  );
  expect(notes).toEqual([]);
});

it('refuses other bytes under a version, and names both digests', async () => {
  await lockedOrbSource(answering('1.9.0', 'nine'), lock(), note).fetch(kit('1.9.0'));
  const before = readFileSync(file, 'utf8');
  const changed = lockedOrbSource(answering('1.9.0', 'evil'), lock(), note).fetch(kit('1.9.0'));
  await expect(changed).rejects.toMatchObject({ code: 'orb-source/changed' });
  await expect(changed).rejects.toThrow(digestOf('nine'));
  await expect(changed).rejects.toThrow(digestOf('evil'));
  expect(readFileSync(file, 'utf8')).toBe(before);
});

it('follows pins and URLs, and tells of it', async () => {
  const first = lockedOrbSource(answering('1.9.0', 'nine'), lock(), note);
  await first.fetch(kit('1'));
  await first.fetchUrl?.(url);
  const second = lockedOrbSource(answering('1.10.0', 'ten'), lock(), note);
  await second.fetch(kit('1'));
  await second.fetchUrl?.(url);
  expect(notes).toEqual([
    'acme/kit@1 is 1.10.0 now; it was 1.9.0 when .orrery/orbs.lock was written.',
    `the orb at ${url} has changed since .orrery/orbs.lock was written.`,
  ]);
  expect(lock().get('acme/kit@1')).toBe('1.10.0');
  expect(lock().get('acme/kit@1.9.0')).toBe(digestOf('nine'));
});

it('locks no development version', async () => {
  await lockedOrbSource(answering('dev:x', 'dev'), lock(), note).fetch(kit('dev:x'));
  expect(() => readFileSync(file)).toThrow('ENOENT');
});

it('holds to the lock, but writes none, where it is only read', async () => {
  await lockedOrbSource(answering('1.9.0', 'nine'), lock(false), note).fetch(kit('1.9.0'));
  expect(() => readFileSync(file)).toThrow('ENOENT');
  await lockedOrbSource(answering('1.9.0', 'nine'), lock(), note).fetch(kit('1.9.0'));
  await expect(
    lockedOrbSource(answering('1.9.0', 'x'), lock(false), note).fetch(kit('1.9.0')),
  ).rejects.toThrow();
});

it('keeps what others wrote meanwhile, and goes on where it cannot write', async () => {
  const [one, two] = [lock(), lock()];
  one.set('acme/a@1', '1.0.0');
  two.set('acme/b@1', '1.0.0');
  expect([...parseLock(readFileSync(file, 'utf8'), 'x').keys()]).toEqual(['acme/a@1', 'acme/b@1']);
  rmSync(join(file, '..'), { recursive: true });
  writeFileSync(join(file, '..'), 'a file where the folder should be');
  lock().set('acme/a@1', '1.0.0');
  expect(notes).toEqual([expect.stringContaining('.orrery/orbs.lock is not written')]);
});

const digest = `sha256:${'0'.repeat(64)}`;

it.each([
  [`a/b@1.0.0 = ${digest}\n<<<<<<< HEAD\n`, 'lock:2: a conflict of a merge is left here.'],
  ['a/b@1.0.0 = sha256:12\n', "lock:1: this line can't be read"],
  [
    `a/b@1.0.0 = ${digest}\na/b@1.0.0 = ${digest.replace('0', '1')}\n`,
    'lock:2: a/b@1.0.0 stands here a second time',
  ],
])('refuses %j', (text, message) => {
  expect(() => parseLock(text, 'lock')).toThrow(message);
});

it('takes the newer of two pins that a merge brought together', () => {
  const text = 'a/b@1 = 1.10.0\na/b@1 = 1.9.0\n# a comment\n\na/b@1 = 1.9.0\r\n';
  expect(printLock(parseLock(text, 'lock'))).toContain('\na/b@1 = 1.10.0\n');
});

it('tells a damaged lock with its place when it is first used', async () => {
  mkdirSync(join(file, '..'));
  writeFileSync(file, '>>>>>>> main\n');
  await expect(
    lockedOrbSource(answering('1.9.0', 'x'), lock(), note).fetch(kit('1.9.0')),
  ).rejects.toMatchObject({
    code: 'config/invalid',
    message: '.orrery/orbs.lock:1: a conflict of a merge is left here.',
  });
});
