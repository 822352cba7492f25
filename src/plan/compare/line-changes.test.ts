import { expect, it } from 'vitest';
import { lineChanges } from './line-changes.ts';

const signs = { same: ' ', added: '+', removed: '-', gap: '…' } as const;
const brief = (before: string, after: string): readonly string[] =>
  lineChanges(before, after).map((l) => `${signs[l.kind]}${l.text}`);
const lines = (...all: readonly (string | number)[]): string => all.join('\n');

it('shows two lines around a change and counts those left out', () => {
  expect(brief(lines(1, 2, 3, 4, 5, 6, 7, 8), lines(1, 2, 3, 'new', 5, 6, 7, 8))).toEqual([
    '…1', ' 2', ' 3', '-4', '+new', ' 5', ' 6', '…2',
  ]); // prettier-ignore
});

it('shows all of two wholly different texts', () => {
  expect(brief('a', lines('b', 'c'))).toEqual(['-a', '+b', '+c']);
});

it('leaves out the line break at the end, if there is more to tell', () => {
  expect(brief('a\n', 'b\n')).toEqual(['-a', '+b']);
  expect(brief('a', 'a\n')).toEqual([' a', '+']);
});

it('has nothing to show of equal ones', () => {
  expect(brief('a\n', 'a\n')).toEqual([]);
});
