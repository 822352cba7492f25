import { describe, expect, it } from 'vitest';
import { memoryLogStore } from '../ports/log-store-fake.ts';
import type { LogStore } from '../ports/log-store.ts';
import { createMask } from './masking.ts';
import { openStepLog } from './step-log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function log(logs: LogStore, secrets: readonly string[] = []) {
  const shown: string[] = [];
  const troubles: unknown[] = [];
  const target = { logs, runId: 'r', name: 'main/build/0/2', mask: createMask(secrets) };
  const stepLog = openStepLog({
    ...target,
    shown: (chunk) => shown.push(Buffer.from(chunk).toString()),
    onTrouble: (error) => troubles.push(error),
  });
  return { stepLog, shown, troubles };
}
const stored = async (logs: LogStore) =>
  Buffer.concat(await Array.fromAsync(logs.read('r', 'main/build/0/2'))).toString();

describe('the log of a step', () => {
  it('masks before it stores or shows, also over two chunks and in our own lines', async () => {
    const logs = memoryLogStore();
    const { stepLog, shown } = log(logs, ['s3cr3t-token']);
    await stepLog.sink(bytes('one s3cr3'));
    await stepLog.sink(bytes('t-token two\n'));
    stepLog.say('three s3cr3t-token');
    await stepLog.sink(bytes('four'));
    stepLog.say('five');
    await stepLog.sink(bytes('six s3cr3'));
    await stepLog.close();
    expect(await stored(logs)).toBe('one **** two\nthree ****\nfour\nfive\nsix s3cr3');
    expect(shown.join('')).toBe(await stored(logs));
  });

  it('opens nothing for a step that says nothing', async () => {
    const { stepLog } = log({
      ...memoryLogStore(),
      open: () => {
        throw new Error('opened');
      },
    });
    await stepLog.sink(new Uint8Array(0));
    await stepLog.close();
  });

  it('hands the back-pressure of the store on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { stepLog } = log({
      ...memoryLogStore(),
      open: () => ({ write: async () => promise, close: async () => {} }),
    });
    let isDone = false;
    const writing = Promise.resolve(stepLog.sink(bytes('x'))).then(() => (isDone = true));
    await Promise.resolve();
    expect(isDone).toBe(false);
    resolve();
    await writing;
  });

  it('tells the trouble of the store and lets the step go on', async () => {
    const full = new Error('full');
    const { stepLog, troubles } = log({
      ...memoryLogStore(),
      open: () => ({ write: async () => Promise.reject(full), close: async () => Promise.reject(full) }),
    });
    await stepLog.sink(bytes('x'));
    await stepLog.close();
    expect(troubles).toEqual([full, full]);
  });
});
