import { describe, expect, it } from 'vitest';
import { applyEdits } from '../source/apply-edits.ts';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { bracketed, quoted, unquoted, type ValueAdvice } from './mend-value.ts';
import type { Node } from './node.ts';
import { readYaml } from './read-yaml.ts';

/** The text after the advice for the value of `key` is followed; undefined where there is none. */
function mended(text: string, advise: (node: Node) => ValueAdvice): string | undefined {
  const tree = readYaml({ id: fileId('x.yml'), text }, findings().report);
  const value = tree?.kind === 'map' ? tree.entries[0]?.value : undefined;
  const { fix } = value === undefined ? {} : advise(value);
  return fix && applyEdits(text, fix);
}

describe('quotes', () => {
  it.each([
    ['a: 1.20', 'a: "1.20"'],
    ['a: yes # it is', 'a: "yes" # it is'],
    ['a: 0x1F', 'a: "0x1F"'],
    ['a: on', 'a: "on"'],
    ['a: text', undefined],
    ['a:', undefined],
    ['a: [1]', undefined],
  ])('%j to %j', (text, wanted) => expect(mended(text, quoted)).toBe(wanted));

  it.each([
    ['a: "true"', 'boolean', 'a: true'],
    ["a: 'false' # off", 'boolean', 'a: false # off'],
    ['a: "yes"', 'boolean', undefined],
    ['a: "3"', 'integer', 'a: 3'],
    ['a: "-3"', 'integer', 'a: -3'],
    ['a: "007"', 'integer', undefined],
    ['a: "3"', 'boolean', undefined],
    ['a: "\\x33"', 'integer', undefined],
    ['a: |\n  3', 'integer', undefined],
  ] as const)('%j, a %s, to %j', (text, wanted, answer) =>
    expect(mended(text, (node) => unquoted(node, wanted))).toBe(answer),
  );
});

it.each([
  ['a: build', 'a: [build]'],
  ['a: "build it" # x', 'a: ["build it"] # x'],
  ['a: a, b', undefined],
  ['a: |\n  build', undefined],
  ['a: ""', undefined],
  ['a: 3', undefined],
])('brackets: %j to %j', (text, wanted) => expect(mended(text, bracketed)).toBe(wanted));
