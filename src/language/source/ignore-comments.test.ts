import { expect, it } from 'vitest';
import { findings } from './diagnostic.ts';
import { withoutIgnored } from './ignore-comments.ts';
import { lineMap } from './line-map.ts';
import { fileId } from './span.ts';

const file = fileId('config.yml');

/** Lines (from 1) on which findings of the code are left, when each line has one. */
function leftLines(text: string, severity: 'warning' | 'error' = 'warning'): readonly number[] {
  const { report, all } = findings();
  let start = 0;
  for (const line of text.split('\n')) {
    report('unused/job', { file, start, end: start + line.length }, '', { severity });
    start += line.length + 1;
  }
  const map = lineMap(text);
  return withoutIgnored(all, { id: file, text }).map((d) => map.position(d.span.start).line);
}

it('means its own line behind something, and the next line of substance when alone', () => {
  expect(leftLines('a\nb # orrery: ignore unused/job\nc')).toEqual([1, 3]);
  expect(leftLines('a\n  # orrery: ignore unused/job\nb\nc')).toEqual([1, 2, 4]);
  expect(leftLines('# orrery: ignore unused/job\n# why\n\nb\nc')).toEqual([1, 2, 3, 5]);
  expect(leftLines('a\r\nb # orrery: ignore unused/job\r\nc')).toEqual([1, 3]);
});

it('takes a list of codes, and a reason after two dashes', () => {
  expect(leftLines('a # orrery: ignore unused/orb, unused/job -- kept for unused/parameter')).toEqual([]);
  expect(leftLines('a # orrery: ignore unused/orb -- unused/job')).toEqual([1]);
});

it('switches no errors off, and nothing without a code', () => {
  expect(leftLines('a # orrery: ignore unused/job', 'error')).toEqual([1]);
  expect(leftLines('a # orrery: ignore')).toEqual([1]);
  expect(leftLines('a # orrery: ignored unused/job')).toEqual([1]);
});

it('leaves findings in other files alone', () => {
  const { report, all } = findings();
  report('unused/job', { file: fileId('orb:a/b@1.0.0'), start: 0, end: 1 }, '', { severity: 'warning' });
  expect(withoutIgnored(all, { id: file, text: 'a # orrery: ignore unused/job' })).toHaveLength(1);
});
