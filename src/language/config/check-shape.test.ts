import { expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { checkShape } from './check-shape.ts';
import {
  boolean,
  choice,
  either,
  field,
  listOf,
  mapOf,
  mapWith,
  nothing,
  oneOrMany,
  required,
  scalar,
  type Shape,
  text,
} from './shape.ts';

const point = mapWith('a point', {
  x: required({ kind: 'integer', min: 0, max: 9 }, ''),
  name: field(text, ''),
});

function complaints(shape: Shape, yaml: string, options = {}): readonly string[] {
  const { report, all } = findings();
  const node = readYaml({ id: fileId('c'), text: yaml }, report);
  if (node !== undefined) checkShape(node, shape, '"it"', { report, isTemplated: false, ...options });
  return all.map((d) => `${d.severity === 'error' ? '' : `${d.severity}: `}${d.message}`);
}

it.each<[Shape, string, readonly string[]]>([
  [text, 'a', []],
  [text, '1.20', ['"it" needs text, found the number 1.2.']],
  [text, '[]', ['"it" needs text, found an empty list.']],
  [text, '~', ['"it" needs text, found nothing.']],
  [scalar, 'yes', []],
  [boolean, '"yes"', ['"it" needs a boolean, found the text "yes".']],
  [{ kind: 'integer', min: 1 }, '0', ['"it" needs an integer of 1 or more, found the integer 0.']],
  [choice('a', 'b'), 'c', ['"it" needs one of a, b, found the text "c".']],
  [oneOrMany(text), '[a, 1]', ['An item of "it" needs text, found the integer 1.']],
  [listOf(text, true), '[]', ['"it" must not be an empty list.']],
  [mapOf(either(scalar, nothing)), '{a: 1, b: }', []],
  [either(text, point), '1', ['"it" needs text, found the integer 1.']],
  [either(text, point), '[]', ['"it" needs text or a map, found an empty list.']],
  [either(text, point), '{x: 10}', ['"x" needs an integer from 0 to 9, found the integer 10.']],
  [point, '{y: 1}', ['A point has no key "y".', 'A point needs the key "x".']],
])('%j against %s', (shape, yaml, wanted) => {
  expect(complaints(shape, yaml)).toEqual(wanted);
});

it('takes a template for any scalar before rendering, and for text after', () => {
  expect(complaints(point, '{x: << n >>}', { isTemplated: true })).toEqual([]);
  expect(complaints(point, '{x: << n >>}')).toEqual([
    '"x" needs an integer from 0 to 9, found the text "<< n >>".',
  ]);
});

it('only warns of unknown keys where it is lenient', () => {
  expect(complaints(point, '{x: 1, y: 1}', { isLenient: true })).toEqual([
    'warning: A point has no key "y".',
  ]);
});
