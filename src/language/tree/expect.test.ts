import { describe, expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { describeNode } from './describe-node.ts';
import { expectList, expectMap, expectString } from './expect.ts';
import type { Node } from './node.ts';
import { readYaml } from './read-yaml.ts';

function nodeOf(yaml: string): Node {
  const root = readYaml({ id: fileId('c.yml'), text: `a: ${yaml}\n` }, findings().report);
  if (root?.kind !== 'map' || root.entries[0] === undefined) throw new Error('no node');
  return root.entries[0].value;
}

it.each([
  ['{}', 'an empty map'],
  ['{b: c}', 'a map'],
  ['[]', 'an empty list'],
  ['[b]', 'a list'],
  ['text', 'the text "text"'],
  ['"3"', 'the text "3"'],
  ['""', 'an empty text'],
  ['3', 'the integer 3'],
  ['1.5', 'the number 1.5'],
  ['yes', 'the boolean true'],
  ['~', 'nothing'],
  [`"one\\ntwo"`, 'the text "one…"'],
  ['x'.repeat(50), `the text "${'x'.repeat(40)}…"`],
])('%s is described as %s', (yaml, description) => {
  expect(describeNode(nodeOf(yaml))).toBe(description);
});

describe('expect*', () => {
  it('narrows what fits and reports nothing', () => {
    const { report, all } = findings();
    expect(expectMap(nodeOf('{b: c}'), 'a job', report)?.entries).toHaveLength(1);
    expect(expectList(nodeOf('[b]'), '"steps"', report)?.items).toHaveLength(1);
    expect(expectString(nodeOf('b'), '"shell"', report)).toBe('b');
    expect(all).toEqual([]);
  });

  it.each([
    [expectMap, '[b]', 'A job needs a map, found a list.', undefined],
    [expectList, '{b: c}', 'A job needs a list, found a map.', undefined],
    [expectString, '1.20', 'A job needs text, found the number 1.2.', 'Put it in quotes: "1.20".'],
    [expectString, 'yes', 'A job needs text, found the boolean true.', 'Put it in quotes: "yes".'],
    [expectString, '~', 'A job needs text, found nothing.', undefined],
  ])('%o of %s is refused', (expectNode, yaml, message, hint) => {
    const { report, all } = findings();
    const node = nodeOf(yaml);
    expect(expectNode(node, 'a job', report)).toBeUndefined();
    expect(all).toMatchObject([{ code: 'config/wrong-type', message, span: node.span }]);
    expect(all[0]?.hint).toBe(hint);
  });
});
