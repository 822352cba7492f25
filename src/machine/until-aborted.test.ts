import { expect, it } from 'vitest';
import { untilAborted } from './until-aborted.ts';

const never = new AbortController().signal;

async function* of(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

it('passes everything on', async () => {
  const chunks = await Array.fromAsync(untilAborted(of('a', 'b'), never));
  expect(Buffer.concat(chunks).toString()).toBe('ab');
});

it('passes on the trouble of its source', async () => {
  const breaking = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('the source broke');
  };
  await expect(Array.fromAsync(untilAborted(breaking(), never))).rejects.toThrow('the source broke');
});

it('ends at once, also under a source that hangs, and lets go of it', async () => {
  const controller = new AbortController();
  let isClosed = false;
  const hanging = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('a');
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield Buffer.from('b');
    } finally {
      isClosed = true;
    }
  };
  const stream = untilAborted(hanging(), controller.signal)[Symbol.asyncIterator]();
  await stream.next();
  const next = stream.next();
  controller.abort(new Error('over'));
  await expect(next).rejects.toThrow('over');
  await expect.poll(() => isClosed).toBe(true);
  await expect(Array.fromAsync(untilAborted(of('a'), controller.signal))).rejects.toThrow('over');
});

it('closes its source when nobody reads on', async () => {
  let isClosed = false;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('a');
    } finally {
      isClosed = true;
    }
  };
  for await (const chunk of untilAborted(endless(), never)) if (chunk.length > 0) break;
  expect(isClosed).toBe(true);
});
