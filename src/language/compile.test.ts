import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OrbSource } from '../ports/orb-source.ts';
import { compile, type CompileOutcome } from './compile.ts';
import { pickVersion } from './orbs/pick-version.ts';
import { printProcessed } from './resolve/print-processed.ts';
import { codes } from './source/codes.ts';
import { hasErrors } from './source/diagnostic.ts';
import { renderText } from './source/render-text.ts';

/*
 * Golden files: `testdata/config-ok` compiles without a finding; `testdata/config-err/<code>--<case>.yml` is answered
 * as its `.out` says; `testdata/processed/<case>` holds a config and what it compiles to. Orbs of all of them stand in
 * `testdata/orbs`. `UPDATE=1` writes what is answered.
 */

const testdata = resolve(import.meta.dirname, '../../testdata');

function orbsIn(folder: string): OrbSource {
  return {
    async fetch({ namespace, name, version }) {
      const dir = join(folder, namespace);
      const prefix = `${name}@`;
      const files = existsSync(dir) ? readdirSync(dir).filter((f) => f.startsWith(prefix)) : [];
      const picked = pickVersion(
        version,
        files.map((f) => f.slice(prefix.length, -'.yml'.length)),
      );
      if (picked === undefined) return undefined;
      return { version: picked, yaml: readFileSync(join(dir, `${prefix}${picked}.yml`), 'utf8') };
    },
  };
}

interface Options {
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly values?: Readonly<Record<string, string | number | boolean>>;
}

function compileText(text: string, { parameters = {}, values = {} }: Options = {}): Promise<CompileOutcome> {
  return compile(text, {
    path: '.circleci/config.yml',
    parameters,
    values,
    orbs: orbsIn(join(testdata, 'orbs')),
  });
}

function expectGolden(path: string, answer: string): void {
  if (process.env['UPDATE'] === '1') writeFileSync(path, answer);
  expect(answer).toBe(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
}

const yamlFiles = (folder: string): readonly string[] =>
  readdirSync(join(testdata, folder)).filter((f) => f.endsWith('.yml'));

describe('refused or warned of', () => {
  it.each(yamlFiles('config-err'))('%s', async (name) => {
    const text = readFileSync(join(testdata, 'config-err', name), 'utf8');
    const { diagnostics, files, value } = await compileText(text);
    expectGolden(
      join(testdata, 'config-err', name.replace(/\.yml$/, '.out')),
      renderText(diagnostics, files),
    );
    expect(diagnostics.map((d) => d.code.replace('/', '-'))).toContain(name.split('--')[0]);
    expect(value === undefined).toBe(hasErrors(diagnostics));
  });

  it('has a case for every code', () => {
    const packing = readdirSync(join(testdata, 'pack-err'));
    const shown = new Set([...yamlFiles('config-err'), ...packing].map((f) => f.split('--')[0]));
    expect(Object.keys(codes).filter((c) => !shown.has(c.replace('/', '-')))).toEqual([]);
  });
});

describe('accepted', () => {
  it.each(yamlFiles('config-ok'))('%s', async (name) => {
    const { diagnostics, files } = await compileText(readFileSync(join(testdata, 'config-ok', name), 'utf8'));
    expect(renderText(diagnostics, files)).toBe('');
  });
});

describe('processed', () => {
  it.each(readdirSync(join(testdata, 'processed')))('%s', async (name) => {
    const folder = join(testdata, 'processed', name);
    const options = join(folder, 'options.json');
    const outcome = await compileText(
      readFileSync(join(folder, 'config.yml'), 'utf8'),
      existsSync(options) ? (JSON.parse(readFileSync(options, 'utf8')) as Options) : {},
    );
    expect(renderText(outcome.diagnostics, outcome.files)).toBe('');
    const printed = outcome.value === undefined ? '' : printProcessed(outcome.value);
    expectGolden(join(folder, 'expected.yml'), printed);
    // OUT-10: compiled again it stays as it is.
    const again = await compileText(printed);
    expect(renderText(again.diagnostics, again.files)).toBe('');
    expect(again.value && printProcessed(again.value)).toBe(printed.replaceAll(/^# .*\n/gm, ''));
  });
});
