import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fileCacheStore } from '../../adapters/caches-fs/cache-store.ts';
import { fakeClock } from '../../ports/clock-fake.ts';
import { runArguments } from '../start.ts';
import { fakeTerminal } from '../testing/terminal-fake.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-cache-verbs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const dayMs = 86_400_000;

/** A project with caches that were saved so many days ago. */
async function projectWith(ages: Readonly<Record<string, number>>) {
  const cwd = mkdtempSync(join(root, 'project-'));
  mkdirSync(join(cwd, '.git'));
  for (const [key, days] of Object.entries(ages)) {
    const clock = fakeClock(Date.now() - days * dayMs);
    await fileCacheStore(join(cwd, '.orrery/local'), clock).save(key, [Buffer.from(key)] as never, 30);
  }
  return async (...args: readonly string[]) => {
    const terminal = fakeTerminal({ cwd });
    const code = await runArguments(['cache', ...args], terminal);
    return { code, out: terminal.stdout(), err: terminal.stderr() };
  };
}

it('lists caches with their sizes and how long they are kept', async () => {
  const cache = await projectWith({ old: 20, new: 1 });
  const listed = await cache('list');
  expect(listed.out).toMatch(/^new {2}\d+ B {2}.*, kept until \d{4}-\d\d-\d\d\nold {2}/);
  expect(listed.err).toMatch(/^2 caches, \d+ B in all\.\n$/);
  const { size, caches } = JSON.parse((await cache('list', '--json')).out) as {
    readonly size: number;
    readonly caches: readonly { readonly key: string; readonly size: number; readonly expires_at: string }[];
  };
  expect(size).toBe(caches.reduce((sum, one) => sum + one.size, 0));
  expect(Date.parse(caches[1]?.expires_at ?? '')).toBeGreaterThan(Date.now() + 9 * dayMs);
});

it('removes caches by age, and of those by key', async () => {
  const cache = await projectWith({ 'deps-old': 20, 'other-old': 20, 'deps-new': 1 });
  expect((await cache('rm', 'deps-*', '--older-than', '15d')).err).toMatch(/^Removed 1 cache, /);
  expect((await cache('list')).out).not.toContain('deps-old');
  expect((await cache('rm', '--older-than', '36h')).err).toMatch(/^Removed 1 cache, /);
  expect((await cache('list')).out).toMatch(/^deps-new /);
  expect((await cache('rm', '--older-than', 'long')).code).toBe(2);
  expect((await cache('rm')).code).toBe(2);
});
