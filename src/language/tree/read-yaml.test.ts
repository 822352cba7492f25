import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Diagnostic, findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import type { Node } from './node.ts';
import { readYaml } from './read-yaml.ts';

interface Answer {
  readonly tree: Node | undefined;
  readonly all: readonly Diagnostic[];
}

function read(text: string): Answer {
  const { report, all } = findings();
  return { tree: readYaml({ id: fileId('c.yml'), text }, report), all };
}

/** The tree as plain data: what a YAML reader would answer. */
function data(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(data);
  return Object.fromEntries(node.entries.map((e) => [e.key, data(e.value)]));
}

it.each<[title: string, text: string, value: unknown]>([
  ['block collections', 'a:\n  - b\n  - c: 1\n    d: yes\n', { a: ['b', { c: 1, d: true }] }],
  ['flow collections', 'a: [x: 1, {y: 2, z}, ]\nb: {}\n', { a: [{ x: 1 }, { y: 2, z: null }], b: {} }],
  ['quotes keep text', `a: "3"\nb: 'yes'\nc: "\\tx\\u0041"\n`, { a: '3', b: 'yes', c: '\txA' }],
  ['nothing is null', 'a:\nb: ~\nc: null\n', { a: null, b: null, c: null }],
  ['dates stay text', 'a: 2019-01-01\n', { a: '2019-01-01' }],
  [
    'block scalars',
    'a: |\n  x\n\n  y\nb: >-\n  x\n  y\nc: |+\n  x\n\n',
    { a: 'x\n\ny\n', b: 'x y', c: 'x\n\n' },
  ],
  ['CRLF', 'a: |\r\n  x\r\n  y\r\nb: z\r\n', { a: 'x\ny\n', b: 'z' }],
  ['a byte order mark', '\uFEFFa: 1\n', { a: 1 }],
  ['a document that begins and ends', '%YAML 1.1\n---\na: 1\n...\n', { a: 1 }],
  ['keys as written', 'on: 1\n1: 2\nyes: 3\n~: 4\n', { on: 1, '1': 2, yes: 3, '~': 4 }],
  ['tags', `a: !!str 1\nb: !!int "2"\nc: ! yes\nd: !!bool "on"\n`, { a: '1', b: 2, c: 'yes', d: true }],
  ['aliases of any value', 'a: &x [1]\nb: *x\nd: &s k\n*s : 1\n', { a: [1], b: [1], d: 'k', k: 1 }],
  ['an anchor set again', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n', { a: 1, b: 1, c: 2, d: 2 }],
  [
    'a merge',
    'a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n  r: 4\n',
    { a: { p: 1, q: 2 }, b: { q: 3, p: 1, r: 4 } },
  ],
  [
    'a merge list',
    'a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc:\n  <<: [*x, *y, {r: 3}]\n',
    {
      a: { p: 1 },
      b: { p: 2, q: 2 },
      c: { p: 1, q: 2, r: 3 },
    },
  ],
  [
    'two merge keys',
    'a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc:\n  <<: *x\n  <<: *y\n',
    {
      a: { p: 1 },
      b: { p: 2, q: 2 },
      c: { p: 1, q: 2 },
    },
  ],
  [
    'a merge of a merge',
    'a: &x {p: 1}\nb: &y {<<: *x, q: 2}\nc: {<<: *y}\n',
    {
      a: { p: 1 },
      b: { p: 1, q: 2 },
      c: { p: 1, q: 2 },
    },
  ],
  ['<< in quotes or in a tag is a key', 'a:\n  "<<": 1\n  << x >>: 2\n', { a: { '<<': 1, '<< x >>': 2 } }],
])('reads %s', (_, text, value) => {
  expect(data(read(text).tree)).toEqual(value);
});

it('tells where every key and value stands', () => {
  const text = '# c\nname: "q"\nlist:\n  - one # c\n  - |\n    two\n\n# c\nempty:\n\nend: { a: b }\n';
  const { tree } = read(text);
  const places: string[] = [];
  const walk = (node: Node): void => {
    places.push(text.slice(node.span.start, node.span.end));
    if (node.kind === 'list') node.items.forEach(walk);
    if (node.kind === 'map')
      for (const e of node.entries) {
        places.push(`key ${text.slice(e.keySpan.start, e.keySpan.end)}`);
        walk(e.value);
      }
  };
  if (tree !== undefined) walk(tree);
  expect(places).toEqual([
    text.slice(4, -1),
    'key name',
    '"q"',
    'key list',
    '- one # c\n  - |\n    two',
    'one',
    '|\n    two',
    'key empty',
    '',
    'key end',
    '{ a: b }',
    'key a',
    'b',
  ]);
  const empty = tree?.kind === 'map' ? tree.entries[2]?.value.span : undefined;
  expect(empty?.start).toBe(text.indexOf('empty:') + 6);
});

it('marks merged entries and keeps where they were written', () => {
  const text = 'a: &x {p: 1}\nb: {<<: *x}\n';
  const { tree } = read(text);
  const b = tree?.kind === 'map' ? tree.entries[1]?.value : undefined;
  expect(b).toMatchObject({ entries: [{ key: 'p', via: 'merge', keySpan: { start: 7, end: 8 } }] });
});

it('warns of a duplicate key, and the last one counts', () => {
  const { tree, all } = read('a: 1\nb: 2\na: 3\n');
  expect(data(tree)).toEqual({ a: 3, b: 2 });
  expect(all).toMatchObject([
    {
      code: 'config/duplicate-key',
      severity: 'warning',
      span: { start: 10 },
      related: [{ span: { start: 0 } }],
    },
  ]);
});

it.each([
  ['flow lists', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['block lists', `${'- '.repeat(10_000)}x`],
  ['block maps', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  [
    'aliases',
    Array.from({ length: 10_000 }, (_, i) => `a${i}: &a${i} [${i === 0 ? '' : `*a${i - 1}`}]`).join('\n'),
  ],
])('refuses a depth of thousands of %s', (_, text) => {
  const { tree, all } = read(text);
  expect(tree).toBeUndefined();
  expect(all).toMatchObject([{ code: 'yaml/too-large', severity: 'error' }]);
});

it.each([
  [
    'aliases',
    (i: number) =>
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
  ],
  [
    'merges',
    (i: number) =>
      `a${i}: &a${i}\n  <<: [${Array(9)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
  ],
])('refuses a bomb of %s where it grows too large', (_, line) => {
  const first = 'a0: &a0 {x: 1, y: 2}';
  const text = [first, ...Array.from({ length: 30 }, (_, i) => line(i + 1))].join('\n');
  const { tree, all } = read(text);
  expect(tree).toBeUndefined();
  expect(all).toMatchObject([{ code: 'yaml/too-large' }]);
  expect(all[0]?.span.start).toBeGreaterThan(0);
});

it('refuses a text of ten million characters at once', () => {
  expect(read('a: b\n'.repeat(2_000_000)).all).toMatchObject([{ code: 'yaml/too-large' }]);
});

it.each([
  ['a wrong indent', '     steps: []\n', 'This line is indented by 5 spaces, which fits nothing above it.'],
  ['an open quote', '    shell: "bash\n', 'The " that begins here is not closed.'],
  ['a colon in a value', '    shell: a: b\n', 'A value that holds a colon and a space must stand in quotes.'],
])('explains %s in a long text as in a short one', (_, line, message) => {
  const job = (i: number): string => `  job-${i}:\n    docker: [{image: x}]\n    steps:\n    - run: make\n`;
  const jobs = Array.from({ length: 8_000 }, (_, i) => job(i) + (i === 4_000 ? line : ''));
  const text = `version: 2.1\njobs:\n${jobs.join('')}`;
  const { all } = read(text);
  expect(all).toMatchObject([{ code: 'yaml/syntax', message }]);
  expect(text.slice(0, all[0]?.span.start).split('\n').at(-1)?.trim()).toMatch(/^(?:shell:)?$/);
  expect(text.slice(all[0]?.span.start).split('\n')[0]).toBe(line.trim().replace('shell: ', ''));
});

it('answers any text with a tree or an error, its places inside the text', () => {
  const piece = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '|',
    '>',
    '&x',
    '*x',
    '<<',
    '#',
    '!',
    '?',
    '\t',
    '\r\n',
    '%',
    '1',
    '~',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 40 }).map((p) => p.join('')),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { tree, all } = read(text);
      if (tree === undefined) expect(all.some((d) => d.severity === 'error')).toBe(true);
      for (const d of all) {
        expect(d.span.start).toBeGreaterThanOrEqual(0);
        expect(d.span.end).toBeGreaterThanOrEqual(d.span.start);
        expect(d.span.end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2_000 },
  );
});
