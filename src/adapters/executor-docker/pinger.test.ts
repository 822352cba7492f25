import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPinger, type PingerOptions } from './pinger.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started(over: Partial<PingerOptions> = {}) {
  const ping = vi.fn<(number: number) => void>();
  const giveUp = vi.fn<() => void>();
  return {
    ping,
    giveUp,
    pinger: createPinger({ ping, giveUp, isBlocked: () => false, always: false, ...over }),
  };
}

it('asks once a second while a step runs', () => {
  const { ping, pinger } = started();
  vi.advanceTimersByTime(5000);
  expect(ping).not.toHaveBeenCalled();
  pinger.attend(true);
  vi.advanceTimersByTime(3000);
  expect(ping.mock.calls).toEqual([[1], [2], [3]]);
  pinger.attend(false);
  vi.advanceTimersByTime(5000);
  expect(ping).toHaveBeenCalledTimes(3);
});

it('asks all the time where a watchdog wants to hear it', () => {
  const { ping, pinger } = started({ always: true });
  vi.advanceTimersByTime(2000);
  pinger.attend(true);
  pinger.attend(false);
  vi.advanceTimersByTime(1000);
  expect(ping).toHaveBeenCalledTimes(3);
  pinger.stop();
  vi.advanceTimersByTime(5000);
  expect(ping).toHaveBeenCalledTimes(3);
});

it('gives up after many silences in a row', () => {
  const { giveUp, pinger } = started();
  pinger.attend(true);
  vi.advanceTimersByTime(14_000);
  pinger.answered();
  vi.advanceTimersByTime(15_000);
  expect(giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(giveUp).toHaveBeenCalled();
});

it('blames nobody for answers that cannot be heard behind a slow taker', () => {
  const { giveUp, pinger } = started({ isBlocked: () => true });
  pinger.attend(true);
  vi.advanceTimersByTime(60_000);
  expect(giveUp).not.toHaveBeenCalled();
});
