import { expect, it } from 'vitest';
import { lineWriter } from './plain-lines.ts';
import { printable } from './printable.ts';
import { createTail } from './tail.ts';

const text = (t: string): Uint8Array => new TextEncoder().encode(t);

it('joins letters and lines that were cut anywhere', () => {
  const writer = lineWriter('> ', false);
  const bytes = text('größe\nzwei\n\nende');
  let out = '';
  for (const byte of bytes) out += writer.push(Uint8Array.of(byte));
  expect(out + writer.end()).toBe('> größe\n> zwei\n> \n> ende\n');
});

it.each([
  ['carriage returns', '10%\r50%\r100%\n', '> 100%\n'],
  ['lines of Windows', 'one\r\ntwo\r\n', '> one\n> two\n'],
  ['colours', '\u001b[31mred\u001b[0m plain\n', '> red plain\n'],
  ['sequences that move the cursor', 'a\u001b[2Kb\u001b[1Ac\n', '> abc\n'],
  ['titles and bells', '\u001b]0;title\u0007x\u0007\n', '> x\n'],
])('makes %s harmless', (_, output, printed) => {
  expect(lineWriter('> ', false).push(text(output))).toBe(printed);
});

it('keeps colours, and nothing else, where they are wanted', () => {
  expect(printable('\u001b[31mred\u001b[0m\u001b[2K end', true)).toBe('\u001b[31mred\u001b[0m end\u001b[0m');
});

it('does not hold an endless line in memory', () => {
  const writer = lineWriter('', false);
  let printed = 0;
  for (let i = 0; i < 100; i += 1) printed += writer.push(text('x'.repeat(10_000))).length;
  expect(printed).toBeGreaterThan(900_000);
});

it('keeps the last lines of any amount of output', () => {
  const tail = createTail();
  for (let i = 0; i < 10_000; i += 1) tail.push(text(`line ${i}\n`));
  expect(tail.lines(2, false)).toEqual(['line 9998', 'line 9999']);
  tail.push(text('no end'));
  expect(tail.lines(1, false)).toEqual(['no end']);
});
