import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { readQuickly } from './quick-reader.ts';
import { readFully } from './read-yaml.ts';
import { treeBuilder } from './tree-builder.ts';

const id = fileId('c.yml');

/** Both answers, findings included; `quick` is undefined where the quick reader is unsure. */
function both(text: string): { readonly quick: unknown; readonly full: unknown } {
  const quickly = findings();
  const outcome = readQuickly(text, treeBuilder(id, quickly.report));
  if (outcome.kind === 'unsure') return { quick: undefined, full: undefined };
  const fully = findings();
  const tree = outcome.kind === 'tree' ? outcome.tree : undefined;
  return {
    quick: { tree, findings: quickly.all },
    full: { tree: readFully({ id, text }, fully.report), findings: fully.all },
  };
}

const config = `# a config
version: 2.1
x-defaults: &defaults
  docker: &images
    - image: "cimg/base:2024.01"   # quoted
      environment: {A: 1, 'B': two words, C: , "D":x, E}
  <<: {shell: bash}
jobs:
  build:
    <<: *defaults
    parallelism: 4
    steps:
    - checkout
    - run: |
        echo << parameters.who >>   # not a comment

          indented
    - run:
        name: >-
          folded
          text
        command: make
          -j2
        when: "a \\"quoted\\"
          text"
    - &step
      save_cache: {key: v1-{{ checksum "x" }}, paths: [~/a,
          ~/b]}
    - *step
    -   - nested
        - list:
            empty:
  test: {docker: *images, <<: *defaults, steps: [checkout, << parameters.steps >>]}
`;

describe('the quick reader', () => {
  it.each([
    ['a config', config.replace('key: v1-{{ checksum "x" }}', "key: 'v1'")],
    ['no line break at the end', 'a: |\n  x'],
    ['kept line breaks', 'a: |+\n  x\n\n\nb: |-\n  y\n\n'],
    ['comments after anything', 'a: # c\n  - b # c\n  # c\nd: {e: f} # c\ng: | # c\n  # text\n# c\n'],
    ['colons and dashes in text', 'a: b:c -d - e #f\n-x: y\n'],
    ['CRLF', config.replace('key: v1-{{ checksum "x" }}', "key: 'v1'").replaceAll('\n', '\r\n')],
    ['unknown anchors', 'a: *x\nb: [*y]\nc:\n  <<: *z\n'],
    ['too many levels', `a: ${'['.repeat(600)}${']'.repeat(600)}`],
    ['duplicate keys', 'a: 1\na: 2\n'],
    ['a text below its key', 'a:\n  b\n  c\n\n  d\n'],
    ['an indented root', '\n  a: b\n  c: d\n'],
    ['a list as root', '- a: b\n  c:\n  - d\n-  e\n'],
  ])('reads %s as the yaml package does', (_, text) => {
    const { quick, full } = both(text);
    expect(quick).toBeDefined();
    expect(quick).toEqual(full);
  });

  it.each([
    ['a: b: c'],
    ['a: "x" y'],
    ['a: !t x'],
    ['a:\n\t- b'],
    ['a: b\rc: d'],
    ['? a\n: b'],
    ['a: [b'],
    ['a: 1\n b: 2'],
    ['a: 1\n---\nb: 2'],
    ['- a\nb'],
    ['a: @b'],
    ['a: "\\q"'],
    ['a: &x\nb: 1'],
    ['[a]: b'],
    ['\uFEFFa: b'],
    [''],
  ])('leaves %j to the yaml package', (text) => {
    expect(both(text).quick).toBeUndefined();
  });

  it('never reads a text otherwise than the yaml package', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'key',
      ': ',
      ':',
      '\n',
      '\n  ',
      '\n    ',
      '\n',
      ' ',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      ',',
      '"',
      "'",
      '|',
      '>',
      '-',
      '+',
      '&x ',
      '&x',
      '*x',
      '<<',
      '#',
      ' #',
      '!',
      '?',
      '\t',
      '%',
      '1',
      '~',
      '---',
      '\\',
      '<< p >>',
      '"q"',
      "'s'",
      'a: ',
      '\n  - ',
      '\n- ',
      '\nb: ',
      '\n  c: ',
      '|\n    ',
      '>-\n    ',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, isCrlf) => {
        const text = pieces.join('');
        const { quick, full } = both(isCrlf ? text.replaceAll('\n', '\r\n') : text);
        expect(quick).toEqual(full);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads what generated data prints to', () => {
    const key = fc.stringMatching(/^[a-z][a-z_-]{0,8}$/);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('text', 'two words', 12, true, null, 'with: colon', '# x', 'two\nlines', ' x ', ''),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1 }), (value) => {
        const { quick, full } = both(`root: ${JSON.stringify(value, null, 1).replaceAll('\n', '\n ')}\n`);
        expect(quick).toEqual(full);
        expect(quick).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  const testdata = resolve(import.meta.dirname, '../../../testdata');
  const files = readdirSync(testdata, { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.yml'),
  );
  it.each(files)('agrees on testdata/%s', (file) => {
    const { quick, full } = both(readFileSync(join(testdata, file), 'utf8'));
    expect(quick).toEqual(full);
  });
});
