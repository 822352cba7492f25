import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchSilence } from './silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('expires once nothing has been heard for so long', () => {
  const expire = vi.fn();
  const silence = watchSilence(1000, expire);
  vi.advanceTimersByTime(900);
  silence.heard();
  vi.advanceTimersByTime(999);
  expect(expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(expire).toHaveBeenCalledOnce();
});

it('does not count the time in which nobody listens', async () => {
  const expire = vi.fn();
  const silence = watchSilence(1000, expire);
  const { promise, resolve } = Promise.withResolvers<void>();
  silence.deafWhile(promise);
  await vi.advanceTimersByTimeAsync(5500);
  expect(expire).not.toHaveBeenCalled();
  resolve();
  await vi.advanceTimersByTimeAsync(999);
  expect(expire).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(expire).toHaveBeenCalledOnce();
});

it('stops, and does not begin again when somebody listens at last', async () => {
  const expire = vi.fn();
  const silence = watchSilence(1000, expire);
  const { promise, resolve } = Promise.withResolvers<void>();
  silence.deafWhile(promise);
  silence.stop();
  resolve();
  await vi.advanceTimersByTimeAsync(5000);
  watchSilence(0, expire).heard();
  await vi.advanceTimersByTimeAsync(5000);
  expect(expire).not.toHaveBeenCalled();
});
