import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOrbs } from './file-orbs.ts';
import { type FencedBlock, fencedBlocks } from './fenced-blocks.ts';
import { checkSections } from '../src/cli/explained-checks.ts';
import { compile, type CompileOutcome, packFiles } from '../src/language/index.ts';
import { codes } from '../src/language/source/codes.ts';
import { hasErrors } from '../src/language/source/diagnostic.ts';
import { renderText } from '../src/language/source/render-text.ts';

/*
 * docs/checks.md explains each check. Of each section the first example, `yaml refused` or `yaml warned`, is answered as
 * its `text` block says, and the `yaml mended` one is not. An example in `files` blocks is an unpacked orb, each file
 * below a line `== path`. `UPDATE=1` writes what is answered into the text blocks.
 */

const root = resolve(import.meta.dirname, '..');
const path = join(root, 'docs/checks.md');
const sections = checkSections(readFileSync(path, 'utf8'));

type Answer = Pick<CompileOutcome, 'diagnostics' | 'files'>;

function answerTo({ info, text }: FencedBlock): Promise<Answer> | Answer {
  return info.startsWith('files ') ? pack(text) : compileText(text);
}

function pack(text: string): Answer {
  const [, ...parts] = text.split(/^== /m);
  const files = parts.map((part) => {
    const at = part.indexOf('\n');
    return { path: part.slice(0, at), text: part.slice(at + 1) };
  });
  return packFiles(files, { kind: 'orb', prefix: 'src/' });
}

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
    expect(blocks.map((b) => b.info.replace(/refused|warned/, 'bad').replace('files', 'yaml'))).toEqual([
      'yaml bad',
      'text',
      'yaml mended',
    ]);
    if (bad === undefined || told === undefined) return;
    const { diagnostics, files } = await answerTo(bad);
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
    expect(hasErrors(diagnostics)).toBe(bad.info.endsWith(' refused'));
  });

  it('shows a mended one', async () => {
    const { diagnostics } = await answerTo(mended ?? { info: '', text: '' });
    // A small example may well have an orb or a parameter that nothing uses.
    expect(diagnostics.filter((d) => d.severity !== 'hint' || d.code === code)).toEqual([]);
  });
});
