import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderOrbSource } from './orb-source.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-orbs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(files: readonly string[]): string {
  const made = mkdtempSync(join(root, 'orbs-'));
  for (const file of files) {
    mkdirSync(dirname(join(made, file)), { recursive: true });
    writeFileSync(join(made, file), `description: ${file}\n`);
  }
  return made;
}

const orbs = folder([
  'acme/tool@1.2.0.yml',
  'acme/tool@1.10.0.yml',
  'acme/tool@2.0.0.yml',
  'acme/tools@3.0.0.yml',
  'acme/tool@dev:x.yml',
  'acme/tool@4.0.0.txt',
]);

it.each([
  ['1.2.0', '1.2.0'],
  ['1', '1.10.0'],
  ['volatile', '2.0.0'],
  ['dev:x', 'dev:x'],
  ['3', undefined],
  ['4', undefined],
])('finds %s as %s', async (version, found) => {
  const orb = await folderOrbSource(orbs).fetch({ namespace: 'acme', name: 'tool', version });
  expect(orb?.version).toBe(found);
  if (found !== undefined) expect(orb?.yaml).toBe(`description: acme/tool@${found}.yml\n`);
});

it('has nothing outside of its folder, or where there is none', async () => {
  const inside = join(orbs, 'acme');
  expect(
    await folderOrbSource(inside).fetch({ namespace: '..', name: 'acme/tool', version: '1' }),
  ).toBeUndefined();
  expect(
    await folderOrbSource(join(root, 'no')).fetch({ namespace: 'a', name: 'b', version: '1' }),
  ).toBeUndefined();
});

it('lists what it holds', async () => {
  expect(await folderOrbSource(folder(['acme/tool@1.2.0.yml', 'acme/README.md', 'x.yml'])).list?.()).toEqual([
    { namespace: 'acme', name: 'tool', version: '1.2.0' },
  ]);
});
