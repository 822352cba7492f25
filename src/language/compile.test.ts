import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileOrbs } from '../../testing/file-orbs.ts';
import { compile, type CompileOutcome } from './compile.ts';
import { printProcessed } from './resolve/print-processed.ts';
import { printTraced } from './resolve/print-traced.ts';
import { type StepTrace, traceSteps } from './resolve/trace.ts';
import { rules } from './lint/rules.ts';
import { codes } from './source/codes.ts';
import type { CheckLevels } from './source/check-levels.ts';
import { hasErrors } from './source/diagnostic.ts';
import { renderText } from './source/render-text.ts';

/*
 * Golden files: `testdata/config-ok` compiles without a finding; `testdata/config-err/<code>--<case>.yml` is answered
 * as its `.out` says; `testdata/processed/<case>` holds a config and what it compiles to, `testdata/traces/<case>` one and
 * where all of it comes from. Orbs of all of them stand in
 * `testdata/orbs`. `UPDATE=1` writes what is answered.
 */

const testdata = resolve(import.meta.dirname, '../../testdata');

/** Cases that are about something else are not looked at by the rules. */
const noRules = new Map(rules.map(({ code }) => [code, 'off' as const]));
const isOfRule = (name: string): boolean =>
  rules.some(({ code }) => name.startsWith(`${code.replace('/', '-')}--`));

interface Options {
  readonly checks?: CheckLevels;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly values?: Readonly<Record<string, string | number | boolean>>;
}

function compileText(
  text: string,
  { parameters = {}, values = {}, checks = noRules }: Options = {},
): Promise<CompileOutcome> {
  return compile(text, {
    path: '.circleci/config.yml',
    parameters,
    values,
    orbs: fileOrbs(join(testdata, 'orbs')),
    checks,
  });
}

/** `config.yml` of a folder, with `options.json` where there is one. */
function compileFolder(folder: string): Promise<CompileOutcome> {
  const options = join(folder, 'options.json');
  return compileText(
    readFileSync(join(folder, 'config.yml'), 'utf8'),
    existsSync(options) ? (JSON.parse(readFileSync(options, 'utf8')) as Options) : {},
  );
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
    const options = isOfRule(name) ? { checks: new Map() } : {};
    const { diagnostics, files, value } = await compileText(text, options);
    expectGolden(
      join(testdata, 'config-err', name.replace(/\.yml$/, '.out')),
      renderText(diagnostics, files, { mender: '--fix' }),
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
    const text = readFileSync(join(testdata, 'config-ok', name), 'utf8');
    const { diagnostics, files } = await compileText(text, { checks: new Map() });
    expect(renderText(diagnostics, files)).toBe('');
  });
});

describe('processed', () => {
  it.each(readdirSync(join(testdata, 'processed')))('%s', async (name) => {
    const folder = join(testdata, 'processed', name);
    const outcome = await compileFolder(folder);
    expect(renderText(outcome.diagnostics, outcome.files)).toBe('');
    const printed = outcome.value === undefined ? '' : printProcessed(outcome.value);
    expectGolden(join(folder, 'expected.yml'), printed);
    // OUT-10: compiled again it stays as it is.
    const again = await compileText(printed);
    expect(renderText(again.diagnostics, again.files)).toBe('');
    expect(again.value && printProcessed(again.value)).toBe(printed.replaceAll(/^# .*\n/gm, ''));
  });
});

describe('traced', () => {
  it.each(readdirSync(join(testdata, 'traces')))('%s', async (name) => {
    const { value, files, diagnostics } = await compileFolder(join(testdata, 'traces', name));
    expect(renderText(diagnostics, files)).toBe('');
    expectGolden(join(testdata, 'traces', name, 'expected.yml'), value ? printTraced(value, files) : '');
    const trace = value === undefined ? [] : traceSteps(value.config, files);
    expectGolden(join(testdata, 'traces', name, 'steps.txt'), trace.map(traceText).join('\n'));
  });

  const folders = ['processed', 'traces'].flatMap((f) =>
    readdirSync(join(testdata, f)).map((n) => join(f, n)),
  );
  it.each(folders)('%s is the same data as without', async (folder) => {
    const { value, files } = await compileFolder(join(testdata, folder));
    if (value === undefined) throw new Error('it does not compile');
    const traced = parse(printTraced(value, files)) as unknown;
    expect(traced).toEqual(parse(printProcessed(value)));
  });

  const traceText = ({ job, step, chain }: StepTrace): string =>
    [`${job} › ${step}`, ...chain.map((c) => `  ${c.file}:${c.line}:${c.column} ${c.what}`), ''].join('\n');
});
