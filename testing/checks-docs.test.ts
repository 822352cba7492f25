import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOrbs } from './file-orbs.ts';
import { fencedBlocks } from './fenced-blocks.ts';
import { checkSections } from '../src/cli/explained-checks.ts';
import { compile, type CompileOutcome } from '../src/language/index.ts';
import { codes } from '../src/language/source/codes.ts';
import { hasErrors } from '../src/language/source/diagnostic.ts';
import { renderText } from '../src/language/source/render-text.ts';

/*
 * docs/checks.md explains each check. Of each section the first example, `yaml refused` or `yaml warned`, is answered as
 * its `text` block says, and the `yaml mended` one is not. `UPDATE=1` writes what is answered into the text blocks.
 */

const root = resolve(import.meta.dirname, '..');
const path = join(root, 'docs/checks.md');
const sections = checkSections(readFileSync(path, 'utf8'));

function compileText(text: string): Promise<CompileOutcome> {
  const orbs = fileOrbs(join(root, 'testdata/orbs'));
  return compile(text, { path: '.circleci/config.yml', parameters: {}, values: {}, orbs });
}

it('explains every check, in the order of the table, and no other', () => {
  const missing = Object.keys(codes).filter((code) => !sections.has(code));
  expect(
    missing,
    'docs/checks.md needs a section "### `code`" for each: what it means and how to mend it, then the fenced blocks ' +
      '"yaml refused" (or "yaml warned"), an empty "text", and "yaml mended". UPDATE=1 fills in the text.',
  ).toEqual([]);
  expect([...sections.keys()]).toEqual(Object.keys(codes));
});

describe.each([...sections])('%s', (code, section) => {
  const blocks = fencedBlocks(section);
  const [bad, told, mended] = blocks;

  it('shows what is said of a bad example', async () => {
    expect(blocks.map((b) => b.info.replace(/refused|warned/, 'bad'))).toEqual([
      'yaml bad',
      'text',
      'yaml mended',
    ]);
    if (bad === undefined || told === undefined) return;
    const { diagnostics, files } = await compileText(bad.text);
    const answer = renderText(diagnostics, files, { mender: '--fix' });
    if (process.env['UPDATE'] === '1') {
      const page = readFileSync(path, 'utf8');
      const fresh = section.replace(`\`\`\`text\n${told.text}\`\`\``, () => `\`\`\`text\n${answer}\`\`\``);
      writeFileSync(
        path,
        page.replace(section, () => fresh),
      );
    } else expect(answer).toBe(told.text);
    expect(diagnostics.map((d) => d.code)).toContain(code);
    expect(hasErrors(diagnostics)).toBe(bad.info === 'yaml refused');
  });

  it('shows a mended one', async () => {
    const { diagnostics } = await compileText(mended?.text ?? '');
    expect(diagnostics).toEqual([]);
  });
});
