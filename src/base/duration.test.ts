import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

it.each([
  ['10m', 600_000],
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['1h30m', 5_400_000],
  ['10', undefined],
  ['', undefined],
  ['ten minutes', undefined],
])('reads %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each([
  [400, '0.4s'],
  [12_300, '12s'],
  [185_000, '3m 05s'],
  [3_720_000, '1h 02m'],
])('writes %d', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
