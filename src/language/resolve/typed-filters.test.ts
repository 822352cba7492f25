import { expect, it } from 'vitest';
import { findings } from '../source/diagnostic.ts';
import { fileId } from '../source/span.ts';
import { readYaml } from '../tree/read-yaml.ts';
import { typedFilters } from './typed-filters.ts';

it.each([
  ['{}', { kind: 'refs' }],
  ['{branches: {only: main}}', { kind: 'refs', branches: { only: ['main'] } }],
  [
    '{branches: {ignore: [a, /b.*/]}, tags: {only: 1.10}}',
    { kind: 'refs', branches: { ignore: ['a', '/b.*/'] }, tags: { only: ['1.1'] } },
  ],
  // An empty list lets nothing through, which no list does not.
  ['{branches: {only: []}}', { kind: 'refs', branches: { only: [] } }],
  ['{branches: {only: }, tags: }', { kind: 'refs', branches: {} }],
  ['pipeline.git.branch == "main"', { kind: 'expression', expression: 'pipeline.git.branch == "main"' }],
  ['""', undefined],
])('%s', (yaml, filters) => {
  const root = readYaml({ id: fileId('c.yml'), text: `- ${yaml}` }, findings().report);
  expect(typedFilters(root?.kind === 'list' ? root.items[0] : undefined)).toEqual(filters);
});
