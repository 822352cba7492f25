import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { compile, type CompileOutcome } from '../src/language/index.ts';
import { renderText } from '../src/language/source/render-text.ts';
import { applyDiff } from './apply-diff.ts';
import { fencedBlocks } from './fenced-blocks.ts';
import { fileOrbs } from './file-orbs.ts';

/*
 * The section "Twenty mistakes" of docs/checks.md: each makes a change, as a diff, to testdata/web-shop/config.yml, and
 * shows what is said then. `UPDATE=1` writes what is said.
 */

const root = resolve(import.meta.dirname, '..');
const path = join(root, 'docs/checks.md');
const config = readFileSync(join(root, 'testdata/web-shop/config.yml'), 'utf8');
const [, page = ''] = readFileSync(path, 'utf8').split('\n## Twenty mistakes in a real config\n');
const mistakes = page
  .split(/^(?=### \d)/m)
  .slice(1)
  .map((section) => ({ title: /^### (.*)/.exec(section)?.[1] ?? '', section }));

function compileText(text: string): Promise<CompileOutcome> {
  const orbs = fileOrbs(join(root, 'testdata/orbs'));
  return compile(text, { path: '.circleci/config.yml', parameters: {}, values: {}, orbs });
}

it('is a config without a fault, and twenty mistakes', async () => {
  expect((await compileText(config)).diagnostics).toEqual([]);
  expect(mistakes.length).toBe(20);
});

it.each(mistakes)('$title', async ({ section }) => {
  const [diff, told] = fencedBlocks(section);
  expect([diff?.info, told?.info]).toEqual(['diff', 'text']);
  const { diagnostics, files } = await compileText(applyDiff(config, diff?.text ?? ''));
  const answer = renderText(diagnostics, files, { mender: '--fix' });
  if (process.env['UPDATE'] === '1') {
    const fresh = section.replace(`\`\`\`text\n${told?.text}\`\`\``, () => `\`\`\`text\n${answer}\`\`\``);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(section, () => fresh),
    );
  } else expect(answer).toBe(told?.text);
  expect(diagnostics.length).toBeGreaterThan(0);
});
