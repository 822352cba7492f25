import { expect, it } from 'vitest';
import type { Report } from '../../sandbox/report.ts';
import { createReportWaiters } from './report-waiters.ts';

const pong = (report: Report): number | undefined => (report.kind === 'pong' ? report.number : undefined);

it('gives each waiter what it waits for, and no other', async () => {
  const waiters = createReportWaiters();
  const first = waiters.wait(1000, pong);
  const ready = waiters.wait(1000, (report) => (report.kind === 'ready' ? true : undefined));
  waiters.offer({ kind: 'gone' });
  waiters.offer({ kind: 'pong', number: 1 });
  waiters.offer({ kind: 'pong', number: 2 });
  waiters.offer({ kind: 'ready' });
  expect(await first).toBe(1);
  expect(await ready).toBe(true);
});

it('gives up in time, at the end, and after it', async () => {
  const waiters = createReportWaiters();
  await expect(waiters.wait(10, pong)).rejects.toMatchObject({
    code: 'executor/failed',
    message: 'the step driver has not answered within 0.01 s',
  });
  const waiting = waiters.wait(1000, pong);
  waiters.end('exec /bin/sh failed');
  await expect(waiting).rejects.toThrow('the step driver has ended: exec /bin/sh failed');
  await expect(waiters.wait(1000, pong)).rejects.toThrow('the step driver has ended');
});

it('passes on what a waiter throws', async () => {
  const waiters = createReportWaiters();
  const waiting = waiters.wait(1000, () => {
    throw new Error('no room');
  });
  waiters.offer({ kind: 'ready' });
  await expect(waiting).rejects.toThrow('no room');
});
