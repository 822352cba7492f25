import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileId } from '../source/span.ts';
import { entryOf, listNode, mapNode, scalarNode } from './make-node.ts';
import type { Entry, Node } from './node.ts';
import { type PlainData, toData } from './plain-data.ts';
import { printYaml } from './print-yaml.ts';
import { readYaml } from './read-yaml.ts';

const span = { file: fileId('made'), start: 0, end: 0 };

function nodeOf(data: unknown): Node {
  if (Array.isArray(data)) return listNode(data.map(nodeOf), span);
  if (data !== null && typeof data === 'object')
    return mapNode(
      Object.entries(data).map(([k, v]) => entryOf(k, nodeOf(v))),
      span,
    );
  return scalarNode(data as string | number | boolean | null, span);
}

function reread(text: string): unknown {
  const trouble: string[] = [];
  const node = readYaml({ id: fileId('printed'), text }, (_, __, message, extras) => {
    if (extras?.severity !== 'warning') trouble.push(message);
  });
  expect(trouble).toEqual([]);
  return node === undefined ? undefined : toData(node);
}

it('prints in the style of compiled configs', () => {
  const data = {
    version: 2,
    jobs: {
      build: {
        docker: [{ image: 'cimg/base:2024.01', command: ['postgres', '-c', 'fsync=off'] }],
        environment: [{ FLAG: true }, { QUOTED: 'true' }, { EMPTY: '' }, { NOTHING: null }],
        steps: [
          'checkout',
          { run: { name: 'Two lines', command: 'set -e\nmake build\n' } },
          { run: { command: 'a\nb' } },
        ],
        none: [],
        date: '2019-01-01',
      },
    },
  };
  expect(printYaml(nodeOf(data))).toBe(`version: 2
jobs:
  build:
    docker:
    - image: cimg/base:2024.01
      command:
      - postgres
      - -c
      - fsync=off
    environment:
    - FLAG: true
    - QUOTED: 'true'
    - EMPTY: ''
    - NOTHING: null
    steps:
    - checkout
    - run:
        name: Two lines
        command: |
          set -e
          make build
    - run:
        command: |-
          a
          b
    none: []
    date: '2019-01-01'
`);
});

it.each([
  ['a: b', "'a: b'"],
  ['y', "'y'"],
  ['08', "'08'"],
  ['12:30', "'12:30'"],
  ['1.2.3', '1.2.3'],
  ['-v', '-v'],
  ['- v', "'- v'"],
  ['tab\there', '"tab\\there"'],
  ['ends in blank \nnext\n', '"ends in blank \\nnext\\n"'],
  ["it's", "it's"],
  ['#1', "'#1'"],
  ['<<', "'<<'"],
])('writes %j as %s', (text, printed) => {
  expect(printYaml(nodeOf({ k: text }))).toBe(`k: ${printed}\n`);
});

const texts = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom(' ', '\n', 'a', '#', ':', '-', '\t', "'", '"', '0', '1', '.', '_', 'e', '\r', '|'),
  }),
  fc.constantFrom(
    'yes',
    'No',
    'null',
    '~',
    '0x1F',
    '1e3',
    '.5',
    '1_000',
    '2001-1-1',
    '  lead\nx',
    '\n\nx',
    '=',
    'é\u2028',
  ),
);
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    texts,
    fc.integer(),
    fc.double({ noNaN: true }).map((n) => n + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(texts, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value as fc.Arbitrary<PlainData>;

it('is read back as the same data, by our reader and by another of YAML 1.1', () => {
  fc.assert(
    fc.property(fc.dictionary(texts, data, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (map) => {
      const wanted = toData(nodeOf(map));
      const printed = printYaml(nodeOf(map));
      expect(reread(printed)).toEqual(wanted);
      if (/(?:^|[-?:] )\.$|^[ -]*\.:/m.test(printed)) return; // what the package reads as NaN
      expect(parse(printed, { version: '1.1', merge: false, uniqueKeys: false })).toEqual(wanted);
    }),
    { numRuns: 2000 },
  );
});

/** Every entry and item of a tree, each with a comment. */
function commentsFor(node: Node, text: string, comments = new Map<Entry | Node, readonly string[]>()) {
  for (const part of node.kind === 'map' ? node.entries : node.kind === 'list' ? node.items : []) {
    comments.set(part, [text, 'and more']);
    commentsFor('value' in part && 'key' in part ? part.value : part, text, comments);
  }
  return comments;
}

it('is the same data with comments, whatever stands in them and above them', () => {
  fc.assert(
    fc.property(
      fc.dictionary(texts, data, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      texts,
      (map, text) => {
        const node = nodeOf(map);
        expect(reread(printYaml(node, commentsFor(node, text)))).toEqual(toData(node));
      },
    ),
    { numRuns: 1000 },
  );
});
