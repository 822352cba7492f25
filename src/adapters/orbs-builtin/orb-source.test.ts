import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { builtinOrbSource } from './orb-source.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-builtin-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

for (const [file, text] of Object.entries({
  'README.md': 'what there is',
  'acme/kit/1.2.0/@orb.yml': 'version: 2.1\n',
  'acme/kit/1.2.0/commands/greet.yml': 'steps:\n  - run: <<include(scripts/greet.sh)>>\n',
  'acme/kit/1.2.0/scripts/greet.sh': 'cat <<END\nhello\nEND\n',
  'acme/kit/1.10.0/@orb.yml': 'description: newer\n',
  'acme/kit/2.0.0/@orb.yml': 'description: other\n',
})) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const kit = (version: string) => ({ namespace: 'acme', name: 'kit', version });

it('packs the orb that is asked for, and tells of it', async () => {
  const taken: string[] = [];
  const orb = await builtinOrbSource(root, (id) => taken.push(id)).fetch(kit('1.2'));
  expect(orb).toEqual({
    version: '1.2.0',
    yaml: `commands:
    greet:
        steps:
            - run: |
                cat \\<<END
                hello
                END
version: 2.1
`,
  });
  expect(taken).toEqual(['acme/kit@1.2.0']);
});

it.each([
  ['1', '1.10.0'],
  ['volatile', '2.0.0'],
  ['1.2.0', '1.2.0'],
  ['1.2.1', undefined],
  ['3', undefined],
])('finds %s as %s', async (version, found) => {
  expect((await builtinOrbSource(root).fetch(kit(version)))?.version).toBe(found);
});

it('lists what there is, the oldest version first', async () => {
  expect(await builtinOrbSource(root).list()).toEqual([kit('1.2.0'), kit('1.10.0'), kit('2.0.0')]);
});

it('has nothing outside of its folder, or where there is none', async () => {
  const inside = builtinOrbSource(join(root, 'acme'));
  expect(await inside.fetch({ namespace: '..', name: 'acme', version: '1' })).toBeUndefined();
  expect(await inside.fetch({ namespace: '.', name: 'kit', version: '1' })).toBeUndefined();
  expect(await builtinOrbSource(join(root, 'no')).list()).toEqual([]);
});
