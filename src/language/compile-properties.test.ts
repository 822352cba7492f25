import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile, type CompileOutcome } from './compile.ts';
import { rules } from './lint/rules.ts';
import { printProcessed } from './resolve/print-processed.ts';
import { hasErrors } from './source/diagnostic.ts';
import { renderText } from './source/render-text.ts';

const testdata = resolve(import.meta.dirname, '../../testdata');
const texts = [
  ...readdirSync(join(testdata, 'processed')).map((name) => join('processed', name, 'config.yml')),
  ...['config-ok', 'config-err'].flatMap((folder) =>
    readdirSync(join(testdata, folder))
      .filter((f) => f.endsWith('.yml') && !f.startsWith('limit-'))
      .map((f) => join(folder, f)),
  ),
].map((f) => readFileSync(join(testdata, f), 'utf8'));
const orb = readFileSync(join(testdata, 'orbs/acme/kit@1.0.0.yml'), 'utf8');

/** The rules run, and what they find is not asked for: they say of a processed config that its version is old. */
const noRules = new Map(rules.map(({ code }) => [code, 'off' as const]));

function compileText(text: string): Promise<CompileOutcome> {
  const orbs = { fetch: async () => ({ version: '1.0.0', yaml: orb }) };
  return compile(text, {
    path: 'config.yml',
    parameters: {},
    values: { 'git.branch': 'main' },
    orbs,
    checks: noRules,
  });
}

/** A config with a few lines gone, doubled, indented, or with a piece in the wrong place. */
const piece = fc.constantFrom(
  '<<',
  '>>',
  '<< parameters.x >>',
  '<<: *a',
  '&a ',
  '*a',
  '[]',
  '{a: b}',
  'null',
  '1.5',
  'true',
  '- ',
  ': ',
  'steps',
  'matrix',
  'x/y',
  '__proto__',
  'constructor',
);
const change = fc.record({
  kind: fc.constantFrom('drop', 'double', 'indent', 'value', 'word', 'insert'),
  line: fc.nat(),
  at: fc.nat(),
  piece,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(text: string, changes: readonly Change[]): string {
  const lines = text.split('\n');
  for (const { kind, line: n, at, piece } of changes) {
    const i = n % lines.length;
    const line = lines[i] ?? '';
    if (kind === 'drop') lines.splice(i, 1);
    else if (kind === 'double') lines.splice(i, 0, lines[at % lines.length] ?? '');
    else if (kind === 'indent') lines[i] = `  ${line}`;
    else if (kind === 'value') lines[i] = line.replace(/: .*/, `: ${piece}`);
    else if (kind === 'word') lines[i] = line.replace(/[\w-]+/, piece);
    else lines[i] = line.slice(0, at % (line.length + 1)) + piece + line.slice(at % (line.length + 1));
  }
  return lines.join('\n');
}

const configs = fc
  .record({ text: fc.constantFrom(...texts), changes: fc.array(change, { minLength: 1, maxLength: 4 }) })
  .map(({ text, changes }) => apply(text, changes));

it('answers any text with a result or an error, in places that are there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 20, arbitrary: configs }, fc.string()), async (text) => {
      const { value, diagnostics, files } = await compileText(text);
      expect(value === undefined).toBe(hasErrors(diagnostics));
      for (const { span } of diagnostics) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(files.get(span.file)?.text.length ?? -1);
      }
      expect(renderText(diagnostics, files)).toBeDefined();
    }),
    { numRuns: 1_000 },
  );
});

it('compiles what it printed to the same (OUT-10)', async () => {
  await fc.assert(
    fc.asyncProperty(configs, async (text) => {
      const { value } = await compileText(text);
      if (value === undefined) return;
      const printed = printProcessed(value).replaceAll(/^# .*\n/gm, '');
      const again = await compileText(printed);
      expect(renderText(again.diagnostics, again.files)).toBe('');
      expect(again.value && printProcessed(again.value)).toBe(printed);
    }),
    { numRuns: 500 },
  );
});
