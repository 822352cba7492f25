import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeRunClaims } from '../../ports/run-claims.contract.ts';
import { fileRunClaims } from './run-claims.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-claims-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => mkdtempSync(join(root, 'store-'));

describeRunClaims('files', async () => {
  const folder = fresh();
  return { claims: fileRunClaims(folder), again: async () => fileRunClaims(folder) };
});

const claimer = (folder: string) =>
  spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { fileRunClaims } from ${JSON.stringify(join(import.meta.dirname, 'run-claims.ts'))};
       process.stdin.resume();
       process.stdout.write('ready\\n');
       process.stdin.once('data', () =>
         fileRunClaims(${JSON.stringify(folder)}).claim('a').then(
           () => process.stdout.write('held\\n'),
           (error) => process.stdout.write(error.code + '\\n'),
         ));`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );

const line = async (child: ReturnType<typeof claimer>): Promise<string> => {
  const [data] = (await once(child.stdout, 'data')) as [Buffer];
  return data.toString().trim();
};

it('refuses a run that another process holds, and takes it over when that is killed', async () => {
  const folder = fresh();
  const child = claimer(folder);
  await line(child);
  child.stdin.write('go\n');
  expect(await line(child)).toBe('held');
  const claims = fileRunClaims(folder);
  expect(await claims.isHeld('a')).toBe(true);
  await expect(claims.claim('a')).rejects.toMatchObject({ code: 'store/locked' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await claims.isHeld('a')).toBe(false);
  const claim = await claims.claim('a');
  expect(readdirSync(join(folder, 'runs/a'))).toHaveLength(1);
  await claim.release();
  expect(readdirSync(join(folder, 'runs/a'))).toEqual([]);
});

it('lets one of several processes take over from a dead one', async () => {
  const folder = fresh();
  mkdirSync(join(folder, 'runs/a'), { recursive: true });
  const dead = claimer(folder);
  await line(dead);
  dead.stdin.write('go\n');
  await line(dead);
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  const children = Array.from({ length: 4 }, () => claimer(folder));
  await Promise.all(children.map(line));
  const answers = Promise.all(children.map(line));
  for (const child of children) child.stdin.write('go\n');
  expect((await answers).toSorted()).toEqual(['held', 'store/locked', 'store/locked', 'store/locked']);
  for (const child of children) child.kill('SIGKILL');
});

it('counts a holder elsewhere as long as it touches its claim', async () => {
  const folder = fresh();
  mkdirSync(join(folder, 'runs/a'), { recursive: true });
  const file = join(folder, 'runs/a/claim-0badcafe.1-7-99');
  writeFileSync(file, '');
  const claims = fileRunClaims(folder);
  expect(await claims.isHeld('a')).toBe(true);
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, longAgo, longAgo);
  expect(await claims.isHeld('a')).toBe(false);
});
