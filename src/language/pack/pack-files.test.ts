import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { renderText } from '../source/render-text.ts';
import { fileId } from '../source/span.ts';
import { canonicalText } from '../tree/plain-data.ts';
import { readYaml } from '../tree/read-yaml.ts';
import type { PackFile } from './pack-file.ts';
import { packFiles } from './pack-files.ts';
import { printPacked } from './print-packed.ts';

/*
 * Golden files: `testdata/pack/<orb|config>--<case>/` is packed to the `.yml` beside it; `testdata/pack-err/<code>--…/`
 * is answered as its `.out` says. `UPDATE=1` writes what is answered.
 */

const testdata = resolve(import.meta.dirname, '../../../testdata');

function filesIn(folder: string): readonly PackFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }));
}

function expectGolden(path: string, answer: string): void {
  if (process.env['UPDATE'] === '1') writeFileSync(path, answer);
  expect(answer).toBe(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
}

function casesIn(folder: string): readonly string[] {
  return readdirSync(join(testdata, folder)).filter((name) => !/\.\w+$/.test(name));
}

describe('packed', () => {
  it.each(casesIn('pack'))('%s', (name) => {
    const kind = name.startsWith('orb') ? 'orb' : 'config';
    const folder = join(testdata, 'pack', name);
    const { value, diagnostics, files } = packFiles(filesIn(folder), { kind, prefix: '' });
    expect(renderText(diagnostics, files)).toBe('');
    if (value === undefined) return;
    const printed = printPacked(value);
    expectGolden(`${folder}.yml`, printed);
    const again = readYaml({ id: fileId('packed'), text: printed }, findings().report);
    expect(again && canonicalText(again)).toBe(canonicalText(value));
  });
});

describe('refused or warned of', () => {
  it.each(casesIn('pack-err'))('%s', (name) => {
    const folder = join(testdata, 'pack-err', name);
    const { diagnostics, files } = packFiles(filesIn(folder), { kind: 'orb', prefix: 'src/' });
    expectGolden(`${folder}.out`, renderText(diagnostics, files));
    expect(diagnostics.map((d) => d.code.replace('/', '-'))).toContain(name.split('--')[0]);
  });
});
