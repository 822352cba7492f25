import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type JobFolder, jobFoldersIn } from './job-folders.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-folders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('keeps a folder that is as it was made, for the next job', async () => {
  const folders = jobFoldersIn(mkdtempSync(join(root, 'x-')));
  const [one, two] = [folders.take(), folders.take()];
  expect(one.path).not.toBe(two.path);
  await folders.giveBack(one);
  expect(folders.take().path).toBe(one.path);
  expect(readdirSync(one.path, { recursive: true }).toSorted()).toEqual([
    'home',
    'home/project',
    'task',
    'task/bash_env',
  ]);
});

it.each<[string, (folder: JobFolder) => void]>([
  ['a file in the working directory', ({ home }) => writeFileSync(join(home, 'project/x'), '')],
  ['a file in the home', ({ home }) => writeFileSync(join(home, '.x'), '')],
  ['a file for the engine', ({ task }) => writeFileSync(join(task, 'halt'), '')],
  ['lines in BASH_ENV', ({ bashEnv }) => appendFileSync(bashEnv, 'x')],
  ['another mode', ({ home }) => chmodSync(home, 0o700)],
  [
    'a file in place of a folder',
    ({ task }) => {
      rmSync(task, { recursive: true });
      writeFileSync(task, '');
    },
  ],
  ['nothing', ({ path }) => rmSync(path, { recursive: true })],
])('removes one with %s', async (_, change) => {
  const folders = jobFoldersIn(mkdtempSync(join(root, 'x-')));
  const folder = folders.take();
  change(folder);
  await folders.giveBack(folder);
  expect(existsSync(folder.path)).toBe(false);
  expect(folders.take().path).not.toBe(folder.path);
});
