import { expect, it } from 'vitest';
import { byteReader } from './byte-reader.ts';

async function* cut(text: string, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
}

it.each([1, 2, 3, 5, 100])('reads lines and lengths of a stream in pieces of %i', async (size) => {
  const reader = byteReader(cut('one 3\nabc\ntwo 0\n\nthree\n', size));
  expect(await reader.line()).toBe('one 3');
  expect((await reader.whole(3)).toString()).toBe('abc');
  expect(await reader.line()).toBe('');
  expect(await reader.line()).toBe('two 0');
  expect(await reader.whole(0)).toHaveLength(0);
  expect(await reader.line()).toBe('');
  expect(await reader.line()).toBe('three');
  await expect(reader.line()).rejects.toThrow('too early');
  await expect(reader.whole(1)).rejects.toThrow('too early');
});
