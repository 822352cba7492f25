import { describe, expect, it } from 'vitest';
import { applyEdits, overlaps } from './apply-edits.ts';
import { fileId } from './span.ts';

const edit = (start: number, end: number, text: string) => ({
  span: { file: fileId('x'), start, end },
  text,
});

describe('edits', () => {
  it.each([
    ['one two', [edit(4, 7, '2'), edit(0, 3, '1')], '1 2'],
    ['build', [edit(0, 0, '['), edit(5, 5, ']')], '[build]'],
    ['a: 1\n  b: 2\r\nc: 3\n', [edit(7, 11, '')], 'a: 1\nc: 3\n'],
    ['- checkout:\n', [edit(10, 11, '')], '- checkout\n'],
    ['a: 1', [edit(0, 4, '')], ''],
  ])('%j', (text, edits, wanted) => expect(applyEdits(text, edits)).toBe(wanted));
});

it('knows edits that touch each other', () => {
  expect(overlaps([edit(0, 3, '')], [edit(2, 4, '')])).toBe(true);
  expect(overlaps([edit(0, 0, 'a')], [edit(0, 0, 'b')])).toBe(true);
  expect(overlaps([edit(0, 3, '')], [edit(3, 4, '')])).toBe(false);
});
