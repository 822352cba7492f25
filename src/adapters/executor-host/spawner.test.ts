import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { send } from './kill.ts';
import { openOutput } from './output.ts';
import type { Pipe } from './pipes.ts';
import { commandLineOf, readProcesses } from './process-table.ts';
import type { ShellProcess } from './shell-process.ts';
import { createSpawner, type Spawner } from './spawner.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-spawner-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let pipes = 0;
function pipe(): Pipe {
  const path = join(root, `pipe-${(pipes += 1)}`);
  execFileSync('mkfifo', [path]);
  return { path, buffer: Buffer.allocUnsafeSlow(4096), giveBack() {} };
}

interface Started {
  readonly shell: ShellProcess;
  /** All it said, once nobody can say more. */
  said(): Promise<string>;
  /** Resolves with the first output. */
  readonly speaks: Promise<void>;
}

async function start(spawner: Spawner, words: readonly string[], environment = {}): Promise<Started> {
  let text = '';
  const { promise: speaks, resolve } = Promise.withResolvers<void>();
  const output = openOutput(pipe(), (chunk) => {
    text += Buffer.from(chunk).toString();
    resolve();
  });
  const shell = await spawner.start({ words, folder: root, environment }, output);
  return { shell, speaks, said: async () => output.atEnd.then(() => text) };
}

const helpersOf = (): readonly number[] =>
  readProcesses()
    .all.filter((one) => one.parent === process.pid && commandLineOf(one.pid).includes('spawner-main'))
    .map((one) => one.pid);

/** A spawner whose helpers have begun: the next start goes through one of them. */
async function withHelp(): Promise<Spawner> {
  const spawner = createSpawner();
  for (let parent = process.pid; parent === process.pid;) {
    const { said, shell } = await start(spawner, ['/bin/sh', '-c', 'echo $PPID']);
    await shell.exit;
    parent = Number(await said());
  }
  return spawner;
}

it.runIf(process.platform === 'linux')('starts shells through helpers as by itself', async () => {
  const spawner = await withHelp();
  const environment = { 'ODD.NAME': ' two\nlines ', EMPTY: '' };
  const { shell, said } = await start(spawner, ['/usr/bin/env'], environment);
  expect(await shell.exit).toBe(0);
  expect(await said()).toBe('ODD.NAME= two\nlines \nEMPTY=\n');
  const leader = await start(spawner, ['/bin/sh', '-c', 'cut -d" " -f6 /proc/$$/stat; exit 3'], {
    PATH: process.env['PATH'],
  });
  expect(await leader.shell.exit).toBe(3);
  expect(await leader.said()).toBe(`${leader.shell.pid}\n`);
  const killed = await start(spawner, ['/bin/sh', '-c', 'kill -9 $$']);
  expect(await killed.shell.exit).toBe(137);
  const nobody = await start(spawner, ['/no/such/shell']);
  expect(nobody.shell.pid).toBeUndefined();
  expect(await nobody.shell.exit).toEqual({ code: 127, reason: '/no/such/shell: not found' });
  spawner.end();
});

it.runIf(process.platform === 'linux')('goes on by itself when its helpers are killed', async () => {
  const spawner = await withHelp();
  const { shell, speaks, said } = await start(spawner, ['/bin/sh', '-c', 'echo up; exec sleep 1000'], {
    PATH: process.env['PATH'],
  });
  await speaks;
  for (const pid of helpersOf()) send(pid, 'SIGKILL');
  const lost = { code: 137, reason: 'the process that had started this step was killed' };
  expect(await shell.exit).toEqual(lost);
  expect(await said()).toBe('up\n');
  // The death of the second helper may be heard of later than that of the first: what it was asked until then is lost.
  let after = await start(spawner, ['/bin/sh', '-c', 'echo $PPID']);
  for (let exit = await after.shell.exit; exit !== 0; exit = await after.shell.exit) {
    expect(exit).toEqual(lost);
    after = await start(spawner, ['/bin/sh', '-c', 'echo $PPID']);
  }
  expect(Number(await after.said())).toBe(process.pid);
  spawner.end();
});

it.runIf(process.platform === 'linux')('lets its helpers go at its end', async () => {
  const before = new Set(helpersOf());
  const spawner = await withHelp();
  const own = helpersOf().filter((pid) => !before.has(pid));
  expect(own.length).toBeGreaterThan(0);
  spawner.end();
  while (own.some((pid) => helpersOf().includes(pid))) await new Promise((resolve) => setImmediate(resolve));
});
