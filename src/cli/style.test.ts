import { describe, expect, it } from 'vitest';
import { createStyle, displayWidth, pad, truncate, wantsStyle } from './style.ts';

describe('cells', () => {
  it.each([
    ['plain', 5],
    ['größe', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['✓ done', 6],
    ['🚀', 2],
    ['\u001b[31mred\u001b[0m', 3],
    ['', 0],
  ])('%j takes %i', (text, width) => expect(displayWidth(text)).toBe(width));

  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long by far', 8, 'too lon…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['x', 0, ''],
  ])('%j in %i cells is %j', (text, width, cut) => expect(truncate(text, width)).toBe(cut));

  it('closes the colours of what it cut', () => {
    expect(truncate('\u001b[31mlong red text\u001b[39m', 6)).toBe('\u001b[31mlong …\u001b[0m');
  });

  it('pads by cells', () => expect(pad('日本', 6)).toBe('日本  '));
});

it('leaves text alone where colours are off', () => {
  expect(createStyle(false).red('x')).toBe('x');
  expect(createStyle(true).red('x')).toBe('\u001b[31mx\u001b[39m');
});

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [true, { CI: 'true' }, false],
  [true, { CI: 'false' }, true],
])('terminal %j with %j: %j', (isTerminal, environment, wanted) =>
  expect(wantsStyle(isTerminal, environment)).toBe(wanted),
);
