import { describe, expect, it } from 'vitest';
import type { LogStore } from './log-store.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every log store must do. `make` gives a fresh, empty store; `again` opens the same one as another process would. */
export function describeLogStore(
  name: string,
  make: () => Promise<{ store: LogStore; again: () => Promise<LogStore> }>,
): void {
  const text = async (store: LogStore, log: string, start?: number, end?: number): Promise<string> =>
    Buffer.concat(await Array.fromAsync(store.read('run', log, start, end))).toString();

  describe(`log store: ${name}`, () => {
    it('gives back what was written, in order, once it is closed', async () => {
      const { store, again } = await make();
      const writer = store.open('run', 'main/build/0/1');
      await writer.write(bytes('one\n'));
      await writer.write(bytes('two'));
      await writer.close();
      for (const open of [store, await again()]) {
        expect(await text(open, 'main/build/0/1')).toBe('one\ntwo');
        expect(await open.size('run', 'main/build/0/1')).toBe(7);
      }
    });

    it('keeps the order of writes that nobody waited for', async () => {
      const { store } = await make();
      const writer = store.open('run', 'log');
      const lines = Array.from({ length: 500 }, (_, i) => `line ${i}\n`);
      for (const line of lines) void writer.write(bytes(line));
      await writer.close();
      expect(await text(store, 'log')).toBe(lines.join(''));
    });

    it('does not look at a chunk again once write has resolved', async () => {
      const { store } = await make();
      const writer = store.open('run', 'log');
      const chunk = bytes('first');
      await writer.write(chunk);
      chunk.set(bytes('other'));
      await writer.write(chunk);
      await writer.close();
      expect(await text(store, 'log')).toBe('firstother');
    });

    it('reads byte ranges, cut to what there is', async () => {
      const { store } = await make();
      const writer = store.open('run', 'log');
      await writer.write(bytes('0123456789'));
      await writer.close();
      expect(await text(store, 'log', 3)).toBe('3456789');
      expect(await text(store, 'log', 3, 5)).toBe('34');
      expect(await text(store, 'log', 8, 99)).toBe('89');
      expect(await text(store, 'log', 10)).toBe('');
      expect(await text(store, 'log', 99)).toBe('');
    });

    it('is binary safe, and takes chunks of any size', async () => {
      const { store } = await make();
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const big = new Uint8Array(1 << 20).fill(7);
      const writer = store.open('run', 'log');
      for (const chunk of [all, new Uint8Array(0), big, all]) await writer.write(chunk);
      await writer.close();
      const read = Buffer.concat(await Array.fromAsync(store.read('run', 'log')));
      expect(read.equals(Buffer.concat([all, big, all]))).toBe(true);
    });

    it('goes on at the end of a log that is opened again', async () => {
      const { store, again } = await make();
      const first = store.open('run', 'log');
      await first.write(bytes('one\n'));
      await first.close();
      const second = (await again()).open('run', 'log');
      await second.write(bytes('two\n'));
      await second.close();
      expect(await text(store, 'log')).toBe('one\ntwo\n');
    });

    it('shows a log that is still being written as far as it goes', async () => {
      const { store } = await make();
      const writer = store.open('run', 'log');
      await writer.write(bytes('one\n'));
      const soFar = await text(store, 'log');
      expect('one\n'.startsWith(soFar)).toBe(true);
      await writer.close();
      expect(await text(store, 'log')).toBe('one\n');
    });

    it('has nothing of a log that nobody wrote to', async () => {
      const { store } = await make();
      await store.open('run', 'silent').close();
      for (const log of ['silent', 'unknown']) {
        expect(await text(store, log)).toBe('');
        expect(await store.size('run', log)).toBe(0);
      }
    });

    it('keeps logs of odd names, and those of other runs, apart', async () => {
      const { store } = await make();
      const odd = [
        'a',
        'a/b',
        'A',
        'a b',
        '../a',
        'main#2/say: "hi" 100% ✓/0/1',
        'x'.repeat(300),
        '.',
        'a%2Fb',
      ];
      for (const log of odd) {
        const writer = store.open('run', log);
        await writer.write(bytes(log));
        await writer.close();
      }
      const other = store.open('run2', 'a');
      await other.write(bytes('other'));
      await other.close();
      for (const log of odd) expect(await text(store, log)).toBe(log);
    });

    it('closes twice', async () => {
      const { store } = await make();
      const writer = store.open('run', 'log');
      await writer.write(bytes('x'));
      await writer.close();
      await writer.close();
      expect(await text(store, 'log')).toBe('x');
    });
  });
}
