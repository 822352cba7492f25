import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { renderText } from '../source/render-text.ts';
import { fileId } from '../source/span.ts';
import { readYaml } from './read-yaml.ts';

const folder = resolve(import.meta.dirname, '../../../testdata/config-err');
const names = readdirSync(folder).filter((f) => /^yaml-.*\.yml$/.test(f));

/** `UPDATE=1` writes what is answered. */
it.each(names)('%s is refused as its .out says', (name) => {
  const file = { id: fileId('.circleci/config.yml'), text: readFileSync(join(folder, name), 'utf8') };
  const { report, all } = findings();
  expect(readYaml(file, report)).toBeUndefined();
  const out = renderText(all, new Map([[file.id, file]]), { mender: '--fix' });
  const golden = join(folder, name.replace(/\.yml$/, '.out'));
  if (process.env.UPDATE === '1') writeFileSync(golden, out);
  expect(out).toBe(readFileSync(golden, 'utf8'));
  expect(name).toContain(`${all[0]?.code.replace('/', '-')}--`);
});
