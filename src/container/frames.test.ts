import { expect, it } from 'vitest';
import { createFrameSplitter } from './frames.ts';

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const bytes = Buffer.concat([frame(1, 'hello '), frame(2, 'oh'), frame(1, ''), frame(1, 'world\n')]);

/** What each stream said, whatever the pieces. */
function said(chunks: readonly Uint8Array[]): Record<1 | 2, string> {
  const split = createFrameSplitter();
  const text = { 1: '', 2: '' };
  for (const chunk of chunks)
    for (const { stream, payload } of split(chunk)) text[stream] += Buffer.from(payload).toString();
  return text;
}

it('parts the streams, wherever the bytes are cut', () => {
  const whole = { 1: 'hello world\n', 2: 'oh' };
  expect(said([bytes])).toEqual(whole);
  for (let cut = 0; cut <= bytes.length; cut += 1)
    expect(said([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
  expect(said([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
});

it('copies nothing', () => {
  const [first] = createFrameSplitter()(bytes);
  expect(first?.payload.buffer).toBe(bytes.buffer);
});
