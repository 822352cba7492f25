import { expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { readYaml } from './read-yaml.ts';
import { spanWithin } from './span-within.ts';

/** Where the last `part` of the scalar `a` stands, as `line:column` from 1. */
function place(source: string, part: string): string {
  const root = readYaml({ id: fileId('c.yml'), text: source }, findings().report);
  const node = root?.kind === 'map' ? root.entries[0]?.value : undefined;
  if (node?.kind !== 'scalar') return 'none';
  const span = spanWithin(node, source, node.text.lastIndexOf(part), part.length);
  const before = source.slice(0, span.start).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${source.slice(span.start, span.end)}`;
}

it.each([
  ['plain', 'a: x << y >> z', '<< y >>', '1:6 << y >>'],
  ['quoted', 'a: "<< y >> << y >>"', '<< y >>', '1:13 << y >>'],
  ['literal block', 'a: |\n  one\n  cat <<EOF\n    <<\n', '<<', '4:5 <<'],
  ['folded block', 'a: >-\n  << b >>\n  << b >>\n', '<< b >>', '3:3 << b >>'],
  ['CRLF', 'a: |\r\n  one\r\n  << b >>\r\n', '<< b >>', '3:3 << b >>'],
  ['changed by an escape', 'a: "x\\u003c< b >>"', '<< b >>', '1:4 "x\\u003c< b >>"'],
])('%s', (_, source, part, expected) => {
  expect(place(source, part)).toBe(expected);
});
