import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, type CompileOutcome } from './compile.ts';
import { mendConfig } from './mend-config.ts';
import { applyEdits } from './source/apply-edits.ts';
import { hasErrors } from './source/diagnostic.ts';

const testdata = resolve(import.meta.dirname, '../../testdata');
const read = (folder: string, file: string): string => readFileSync(join(testdata, folder, file), 'utf8');
const orb = read('orbs/acme', 'kit@1.0.0.yml');

function compileText(text: string): Promise<CompileOutcome> {
  const orbs = { fetch: async () => ({ version: '1.0.0', yaml: orb }) };
  return compile(text, { path: 'config.yml', parameters: {}, values: { 'git.branch': 'main' }, orbs });
}

const isUnreadable = ({ diagnostics }: CompileOutcome): boolean =>
  diagnostics.some((d) => d.severity === 'error' && d.code.startsWith('yaml/'));

describe('each edit of a golden file', () => {
  const names = readdirSync(join(testdata, 'config-err')).filter(
    (f) => f.endsWith('.yml') && !f.startsWith('limit-'),
  );
  it.each(names)('%s', async (name) => {
    const text = read('config-err', name);
    const before = await compileText(text);
    for (const { code, message, span, fix } of before.diagnostics) {
      if (fix === undefined) continue;
      expect(fix.every((e) => e.span.file === 'config.yml')).toBe(true);
      const after = await compileText(applyEdits(text, fix));
      const isSame = (d: (typeof after.diagnostics)[number]): boolean =>
        d.code === code && d.message === message && d.span.start === span.start;
      expect(after.diagnostics.find(isSame), `${code} is still there: ${message}`).toBeUndefined();
      expect(isUnreadable(after) && !isUnreadable(before)).toBe(false);
      expect(hasErrors(after.diagnostics) && !hasErrors(before.diagnostics)).toBe(false);
    }
  });
});

/** One slip of a finger in a valid config: two letters swapped, one left out or doubled, or quotes too many. */
const slip = fc.record({
  kind: fc.constantFrom('swap', 'drop', 'double', 'quote', 'unquote', 'tab'),
  word: fc.nat(),
  at: fc.nat(),
});

function slipped(text: string, { kind, word, at }: { kind: string; word: number; at: number }): string {
  const words = [...text.matchAll(kind === 'tab' ? /^( {2})+/gm : /[\w./-]{2,}/g)];
  const found = words[word % words.length];
  if (found === undefined) return text;
  const [written] = found;
  const i = at % (written.length - 1);
  const wrong = {
    swap: written.slice(0, i) + written.charAt(i + 1) + written.charAt(i) + written.slice(i + 2),
    drop: written.slice(0, i) + written.slice(i + 1),
    double: written.slice(0, i) + written.charAt(i) + written.slice(i),
    quote: `"${written}"`,
    unquote: written,
    tab: written.replaceAll('  ', '\t'),
  }[kind];
  return text.slice(0, found.index) + (wrong ?? written) + text.slice(found.index + written.length);
}

const valid = readdirSync(join(testdata, 'processed'))
  .filter((name) => !readdirSync(join(testdata, 'processed', name)).includes('options.json'))
  .map((name) => read(`processed/${name}`, 'config.yml'));

it('never adds an error to a config with one slip in it', { timeout: 120_000 }, async () => {
  let mends = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...valid), slip, async (text, wrong) => {
      const written = slipped(text, wrong);
      const before = await compileText(written);
      const { outcome, mended } = await mendConfig(written, compileText);
      mends += mended.length;
      const count = (o: CompileOutcome): number => o.diagnostics.filter((d) => d.severity === 'error').length;
      expect(count(outcome)).toBeLessThanOrEqual(count(before));
      expect(outcome.diagnostics.every((d) => d.fix === undefined || isUnreadable(outcome))).toBe(true);
    }),
    { numRuns: 500, seed: 7 },
  );
  expect(mends).toBeGreaterThan(20);
});

describe('a config', () => {
  const many = `jobs:
  build:
    dockr: [{image: cimg/base:2024.01}]
    stpes:
      - chekcout:
      - run: {command: make, no_output_timeout: 10}
      - run: |
          cat <<EOF > file
          EOF
workflow:
  main:
    jobs:
      - biuld: {requires: lint}
      - lint: {type: approval}
`;

  it('is mended until nothing is left to mend, and the rest stays byte for byte', async () => {
    const { text, mended, outcome } = await mendConfig(many, compileText);
    expect(text).toBe(`version: 2.1
jobs:
  build:
    docker: [{image: cimg/base:2024.01}]
    steps:
      - checkout
      - run: {command: make, no_output_timeout: 10}
      - run: |
          cat \\<<EOF > file
          EOF
workflows:
  main:
    jobs:
      - build: {requires: [lint]}
      - lint: {type: approval}
`);
    expect(mended.map((m) => `${m.before} → ${m.after}`)).toEqual([
      ' → version: 2.1\n',
      'dockr → docker',
      'stpes → steps',
      ' → \\',
      'workflow → workflows',
      ': → ',
      'biuld → build',
      'lint → [lint]',
      'chekcout → checkout',
    ]);
    for (const { at, after } of mended) expect(text.startsWith(after, at)).toBe(true);
    expect(outcome.diagnostics.map((d) => d.code)).toEqual(['config/wrong-type']);
  });

  it('that runs is not made invalid by raising its version', async () => {
    const old = `version: 2
parameters: {a: {type: string}}
jobs: {build: {docker: [{image: "a:1"}], steps: [checkout]}}
`;
    const { text, mended, outcome } = await mendConfig(old, compileText);
    expect([text, mended]).toEqual([old, []]);
    expect(hasErrors(outcome.diagnostics)).toBe(false);
  });
});
