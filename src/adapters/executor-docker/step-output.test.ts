import { expect, it, vi } from 'vitest';
import type { StepEnd } from '../../sandbox/end-line.ts';
import { createStepOutput } from './step-output.ts';

const nonce = '0123456789abcdef01234567';
const endLine = `\u001e${nonce} exit 3\n`;

function started(sink: (chunk: Uint8Array) => Promise<void> | void) {
  const ended = vi.fn<(end: StepEnd) => void>();
  const sinkFailed = vi.fn<(error: unknown) => void>();
  return { ended, sinkFailed, output: createStepOutput(nonce, sink, { ended, sinkFailed }) };
}

it('passes output on, and tells the end', () => {
  const said: string[] = [];
  const { output, ended } = started((chunk) => void said.push(Buffer.from(chunk).toString()));
  expect(output.push(Buffer.from('one '))).toBeUndefined();
  expect(output.push(Buffer.from(`two${endLine}late`))).toBeUndefined();
  expect(said).toEqual(['one ', 'two']);
  expect(ended).toHaveBeenCalledWith({ code: 3, halt: false });
});

it('tells the end only when the sink has taken what comes before it', async () => {
  const taken = Promise.withResolvers<void>();
  const { output, ended } = started(() => taken.promise);
  const waiting = output.push(Buffer.from(`all${endLine}`));
  expect(ended).not.toHaveBeenCalled();
  taken.resolve();
  await waiting;
  expect(ended).toHaveBeenCalled();
});

it.each([
  [
    'throws',
    () => {
      throw new Error('full');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('full');
    },
  ],
])('tells when the sink %s', async (_, sink: () => Promise<void> | void) => {
  const { output, sinkFailed } = started(sink);
  await output.push(Buffer.from('x'));
  expect(sinkFailed).toHaveBeenCalledWith(new Error('full'));
});

it('drops what a step says that is being killed, and waits no longer for a busy sink', async () => {
  vi.useFakeTimers();
  const sink = vi.fn<() => Promise<void>>(() => new Promise(() => {}));
  const { output, ended } = started(sink);
  const waiting = output.push(Buffer.from('stuck'));
  output.drop();
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
  output.push(Buffer.from(`dropped${endLine}`));
  expect(sink).toHaveBeenCalledTimes(1);
  expect(ended).toHaveBeenCalled();
  vi.useRealTimers();
});
