import { OrreryError } from '../../base/error.ts';
import type { Report } from '../../sandbox/report.ts';

/** Those who wait for something that the driver reports. */
export interface ReportWaiters {
  /**
   * `take` sees each report from now on until it returns something, with which the promise resolves. Rejects with
   * `executor/failed` after `timeoutMs`, or when the driver ends.
   */
  wait<T>(timeoutMs: number, take: (report: Report) => T | undefined): Promise<T>;
  offer(report: Report): void;
  /** The driver has ended; `words` are what it, or who should have started it, said last. */
  end(words: string): void;
}

export function createReportWaiters(): ReportWaiters {
  const waiting = new Set<{ offer(report: Report): void; fail(message: string): void }>();
  let end: string | undefined;
  return {
    wait<T>(timeoutMs: number, take: (report: Report) => T | undefined) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const waiter = {
        offer(report: Report) {
          try {
            const value = take(report);
            if (value !== undefined) finish(() => resolve(value));
          } catch (error) {
            finish(() => reject(error as Error));
          }
        },
        fail: (message: string) => finish(() => reject(driverTrouble(message))),
      };
      const limit = setTimeout(
        () => waiter.fail(`the step driver has not answered within ${timeoutMs / 1000} s`),
        timeoutMs,
      );
      const finish = (settle: () => void): void => {
        clearTimeout(limit);
        waiting.delete(waiter);
        settle();
      };
      waiting.add(waiter);
      if (end !== undefined) waiter.fail(end);
      return promise;
    },
    offer(report) {
      for (const waiter of waiting) waiter.offer(report);
    },
    end(words) {
      end = `the step driver has ended${words === '' ? '' : `: ${words}`}`;
      for (const waiter of waiting) waiter.fail(end);
    },
  };
}

export function driverTrouble(message: string): OrreryError {
  return new OrreryError('executor/failed', message, { fault: 'environment' });
}
