import { expect, it } from 'vitest';
import { readLines } from './json-lines.ts';

it('reads values wherever they are cut', async () => {
  const bytes = Buffer.from('{"a":"ü"}\r\n\n{"b":2}\n{"c":3}');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    }
    expect(await Array.fromAsync(readLines(chunks()))).toEqual([{ a: 'ü' }, { b: 2 }, { c: 3 }]);
  }
});
