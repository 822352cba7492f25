import { expect, it } from 'vitest';
import { systemClock } from './clock.ts';

const never = new AbortController().signal;

it('tells the time', () => {
  const before = Date.now();
  expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
});

it('sleeps that long', async () => {
  const start = performance.now();
  await systemClock.sleep(20, never);
  expect(performance.now() - start).toBeGreaterThanOrEqual(18);
  await systemClock.sleep(0, never);
  await systemClock.sleep(-5, never);
});

it("rejects with the signal's reason, also of one aborted before", async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(365 * 24 * 3_600_000, controller.signal);
  const reason = new Error('stopped');
  controller.abort(reason);
  await expect(sleep).rejects.toBe(reason);
  await expect(systemClock.sleep(5, controller.signal)).rejects.toBe(reason);
});
