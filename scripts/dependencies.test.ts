import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { missing } from './dependencies.ts';

const root = mkdtempSync(join(tmpdir(), 'orrery-dependencies-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('finds what is not installed, or in another version; binaries of other platforms may be absent', () => {
  const packages = {
    '': { version: '1.0.0' },
    web: { version: '1.0.0' },
    'node_modules/web': { link: true },
    'node_modules/there': { version: '1.2.3' },
    'node_modules/old': { version: '2.0.0' },
    'node_modules/tool': { version: '1.0.0', dev: true },
    'node_modules/for-macos': { version: '1.0.0', optional: true },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  for (const [name, version] of [
    ['there', '1.2.3'],
    ['old', '1.0.0'],
  ] as const) {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ version }));
  }
  expect(missing('runtime', root)).toEqual(['node_modules/old']);
  expect(missing('all', root)).toEqual(['node_modules/old', 'node_modules/tool']);
});
