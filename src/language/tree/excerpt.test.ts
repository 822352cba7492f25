import { expect, it } from 'vitest';
import { excerptAround } from './excerpt.ts';

it('keeps what is near a place and the lines that it hangs on, each where it was', () => {
  const job = (i: number): string => `  job-${i}:\n    steps:\n${'      - run: make\n'.repeat(100)}`;
  const text = `version: 2.1\njobs:\n${Array.from({ length: 100 }, (_, i) => job(i)).join('')}`;
  const place = text.indexOf('job-60') + 40;
  const excerpt = excerptAround(text, place);
  const lines = excerpt.split('\n').filter((l) => l.trim() !== '');
  expect(lines.slice(0, 2)).toEqual(['jobs:', '  job-60:']);
  expect(lines.length).toBeLessThan(500);
  for (const line of ['jobs:', '  job-60:']) expect(excerpt.indexOf(line)).toBe(text.indexOf(line));
});

it('is the text itself where it is short', () => {
  const text = 'a:\n  b:\n    - c\n';
  expect(excerptAround(text, 14)).toBe(text);
});
