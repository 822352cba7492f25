import { expect, it } from 'vitest';
import { createEndLineScanner } from './end-line.ts';

const nonce = '0123456789abcdef01234567';
const text = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString();

function scan(chunks: readonly Uint8Array[]) {
  const scanner = createEndLineScanner(nonce);
  let output = '';
  for (const chunk of chunks) {
    const scanned = scanner.push(chunk);
    output += text(scanned.output);
    if (scanned.end !== undefined) return { output, end: scanned.end, rest: text([scanned.rest]) };
  }
  return { output, end: undefined, rest: '' };
}

const stream = Buffer.from(`last line\u001e no\u001e${nonce} exit 137 halt\nlate`);

it('finds the end, cut at every byte over two pieces', () => {
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const { output, end, rest } = scan([stream.subarray(0, cut), stream.subarray(cut)]);
    expect(output).toBe('last line\u001e no');
    expect(end).toEqual({ code: 137, halt: true });
    expect('late'.startsWith(rest)).toBe(true);
  }
});

it('finds it byte by byte', () => {
  expect(scan([...stream].map((byte) => Uint8Array.of(byte)))).toMatchObject({
    output: 'last line\u001e no',
    end: { code: 137, halt: true },
  });
});

it('is not taken in by other nonces, and holds nothing back that cannot be the end', () => {
  const scanner = createEndLineScanner(nonce);
  const pieces = [
    `\u001e${nonce.replace('0', '1')} exit 0\n`,
    `\u001e${nonce} exit 0 and so on and so on and so on`,
    '\u001e\u001e\u001e',
    'end',
  ];
  const outputs = pieces.map((piece) => text(scanner.push(Buffer.from(piece)).output));
  expect(outputs[0]).toBe(pieces[0]);
  expect(outputs.slice(0, 2).join('')).toBe(pieces.slice(0, 2).join(''));
  expect(outputs[2]).toBe('\u001e\u001e');
  expect(outputs.join('')).toBe(pieces.join(''));
});

it('passes output as it came, uncopied', () => {
  const chunk = Buffer.from('x'.repeat(100));
  const [piece] = createEndLineScanner(nonce).push(chunk).output;
  expect(piece?.buffer).toBe(chunk.buffer);
});
