import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';

const project = resolve(import.meta.dirname, '..');
const root = mkdtempSync(join(tmpdir(), 'orrery-launch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A checkout with its dependencies, not yet started. */
const checkout = join(root, 'check out');
for (const part of ['bin', 'scripts', 'src', 'package.json', 'package-lock.json'])
  cpSync(join(project, part), join(checkout, part), { recursive: true });
symlinkSync(join(project, 'node_modules'), join(checkout, 'node_modules'));
const tools = join(checkout, '.toolchain');
beforeEach(() => rmSync(tools, { recursive: true, force: true }));

const orrery = join(checkout, 'bin/orrery');
const path = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;

function start(program: string, args: readonly string[], more: { PATH?: string; cwd?: string } = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: more.cwd ?? root,
    env: { PATH: more.PATH ?? path, HOME: root },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const good = { status: 0, stdout: 'orrery 0.1.0\n', stderr: '' };

it('starts from anywhere, through links, and builds only once', () => {
  expect(start(orrery, ['--version'])).toEqual(good);
  const built = readdirSync(tools);
  symlinkSync('../check out/bin/orrery', join(mkdirp('links'), 'relative'));
  symlinkSync(join(root, 'links/relative'), join(root, 'links/orrery'));
  expect(start(join(root, 'links/orrery'), ['--version'])).toEqual(good);
  expect(start('sh', ['orrery', '--version'], { cwd: join(checkout, 'bin') })).toEqual(good);
  expect(start('./check out/bin/circleci-local', ['execute', '--help']).stdout).toContain(
    'circleci-local execute [JOB]',
  );
  expect(readdirSync(tools)).toEqual(built);
});

it('builds again when a source has changed, and keeps what an earlier start may still load', () => {
  start(orrery, ['--version']);
  const file = join(checkout, 'src/cli/version.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('0.1.0', '9.9.9'));
  try {
    expect(start(orrery, ['--version']).stdout).toBe('orrery 9.9.9\n');
    expect(readdirSync(tools).filter((name) => name.startsWith('bundle-'))).toHaveLength(2);
  } finally {
    writeFileSync(file, text);
  }
});

it('is safe when several start at once', async () => {
  const starts = [1, 2, 3].map(async () => {
    const child = spawn(orrery, ['--version'], { env: { PATH: path, HOME: root }, cwd: root });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, stdout };
  });
  expect(await Promise.all(starts)).toEqual(starts.map(() => ({ code: 0, stdout: 'orrery 0.1.0\n' })));
  expect(existsSync(join(tools, 'lock'))).toBe(false);
  expect(readdirSync(tools).filter((name) => name.startsWith('bundle-'))).toHaveLength(1);
});

it('takes over the lock of a dead process', () => {
  const { pid } = spawnSync('true');
  mkdirSync(join(tools, 'lock'), { recursive: true });
  writeFileSync(join(tools, 'lock/pid'), `${pid}\n`);
  expect(start(orrery, ['--version'])).toEqual(good);
});

it('says so when it cannot write into the checkout', () => {
  writeFileSync(tools, 'in the way');
  const { status, stderr } = start(orrery, ['--version']);
  expect([status, stderr]).toEqual([1, expect.stringContaining('cannot write')]);
});

const oldNode =
  '#!/bin/sh\ncase $2 in *execPath*) ;; *versions*) echo 18.1.0 ;; *) echo node-linux-x64 ;; esac\n';

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['no Node', {}, 'Node is not on PATH'],
  ['an old Node and no npm', { node: oldNode }, 'npm is not on PATH'],
  [
    'no network',
    { node: oldNode, npm: '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n' },
    'npm could not reach its registry',
  ],
  [
    'an npm that fails',
    { node: oldNode, npm: '#!/bin/sh\necho "npm error disk on fire" >&2\nexit 1\n' },
    'disk on fire',
  ],
])('says what is wrong with %s', (what, programs, message) => {
  const bin = mkdirp(`bin of ${what}`);
  for (const tool of [
    'sh',
    'cat',
    'mkdir',
    'rm',
    'mv',
    'find',
    'sleep',
    'date',
    'sed',
    'tail',
    'grep',
    'touch',
  ])
    symlinkSync(
      spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim(),
      join(bin, tool),
    );
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const { status, stderr } = start(orrery, ['--version'], { PATH: bin });
  expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
  expect(existsSync(join(tools, 'lock'))).toBe(false);
});

function mkdirp(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
