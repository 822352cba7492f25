import { expect, it } from 'vitest';
import { type RefFilter, recordScope } from '../language/index.ts';
import { filteredOutBecause, matchesRef, type Ref } from './filters.ts';

it.each<[pattern: string, name: string, isMatch: boolean]>([
  ['main', 'main', true],
  ['main', 'mainline', false],
  ['release.*', 'release-1', false],
  ['/release/', 'release/1', false],
  ['/release\\/.*/', 'release/1', true],
  ['/^v\\d+$/', 'v12', true],
  ['/a|ab/', 'ab', true],
  ['/.*/', '', true],
  ['//', '', true],
  ['//', 'x', false],
  ['/', '/', true],
  ['/main', '/main', true],
  ['/MAIN/', 'main', false],
  ['/(?i)MAIN/', 'main', true],
  ['/(?!x).*/', 'main', false],
])('%s fits %j: %s', (pattern, name, isMatch) => {
  expect(matchesRef(pattern, name)).toBe(isMatch);
});

const branch = (name: string): Ref => ({ kind: 'branch', name });
const tag = (name: string): Ref => ({ kind: 'tag', name });
const refs = (branches?: RefFilter, tags?: RefFilter) => ({
  kind: 'refs' as const,
  ...(branches && { branches }),
  ...(tags && { tags }),
});

it.each([
  ['nothing, on a branch', undefined, branch('x'), undefined],
  ['nothing, on a tag', undefined, tag('v1'), 'it has no tag filter, and without one no job runs on a tag'],
  [
    'branches, on a tag',
    refs({ only: ['/.*/'] }),
    tag('v1'),
    'it has no tag filter, and without one no job runs on a tag',
  ],
  [
    'empty tags, on a tag',
    refs(undefined, {}),
    tag('v1'),
    'it has no tag filter, and without one no job runs on a tag',
  ],
  ['tags, on a branch', refs(undefined, { only: ['v1'] }), branch('x'), undefined], // WFL-48
  ['only', refs({ only: ['main', '/r-.*/'] }), branch('r-1'), undefined],
  [
    'only another',
    refs({ only: ['main', '/r-.*/'] }),
    branch('x'),
    'its branch filter takes only main, /r-.*/, not x',
  ],
  ['only nothing', refs({ only: [] }), branch('x'), 'its branch filter takes only nothing, not x'],
  ['ignore another', refs({ ignore: ['main'] }), branch('x'), undefined],
  ['ignore', refs({ ignore: ['/x.*/'] }), branch('xy'), 'its branch filter ignores xy'],
  ['only before ignore', refs({ only: ['x'], ignore: ['x'] }), branch('x'), undefined], // WFL-49
  ['tag only', refs({ ignore: ['/.*/'] }, { only: ['/v.*/'] }), tag('v1'), undefined],
  ['tag ignore', refs(undefined, { ignore: ['/v.*/'] }), tag('v1'), 'its tag filter ignores v1'],
  ['tag ignore another', refs(undefined, { ignore: ['/v.*/'] }), tag('w1'), undefined],
  [
    'a broken pattern',
    refs({ ignore: ['/(/'] }),
    branch('x'),
    'its branch filter /(/ is not valid: missing closing ): `(`',
  ],
])('with %s', (_, filters, ref, reason) => {
  expect(filteredOutBecause(filters, ref, recordScope({}))).toBe(reason);
});

it.each([
  ['pipeline.git.branch == "main"', undefined],
  ['pipeline.git.tag starts-with "v"', 'its filter is false: pipeline.git.tag starts-with "v"'],
  ['pipeline.number', undefined],
  [
    'pipeline.nobody',
    'its filter "pipeline.nobody" cannot be decided: pipeline.nobody is not a name that is known here.',
  ],
])('with the expression %s', (expression, reason) => {
  const scope = recordScope({
    'pipeline.git.branch': 'main',
    'pipeline.git.tag': null,
    'pipeline.number': 0,
  });
  expect(filteredOutBecause({ kind: 'expression', expression }, tag('x'), scope)).toBe(reason);
});
