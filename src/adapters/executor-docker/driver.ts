import type { Hijacked } from '../../container/client.ts';
import { encodeOpen, encodePing, type OpenOptions } from '../../sandbox/protocol.ts';
import type { Report } from '../../sandbox/report.ts';
import { openDriverStream, type DriverStream } from './driver-stream.ts';
import { createPinger } from './pinger.ts';
import { createReportWaiters } from './report-waiters.ts';

/** The dialogue with one step driver. One step at a time hears its output; questions may go beside. */
export interface Driver {
  readonly stream: DriverStream;
  /** Resolves with the process, as the sandbox counts, that starts the steps. */
  ready(timeoutMs: number): Promise<number>;
  /** Who hears the output and the loss of the driver from now on; undefined for nobody. */
  hear(listener: StepListener | undefined): void;
  /** Sends, and waits until `take` makes something of a report. Rejects with `executor/failed` in time or at the driver's end. */
  ask<T>(source: string, timeoutMs: number, take: (report: Report) => T | undefined): Promise<T>;
}

export interface StepListener {
  output(chunk: Uint8Array): Promise<void> | void;
  /** The shell that runs the step is dead, or the driver is gone or does not answer. */
  lost(reason: string): void;
}

/** Sends the driver's source at once: where its container has not started yet, it waits in the pipe. */
export function openDriver(hijacked: Hijacked, options: OpenOptions): Driver {
  const waiters = createReportWaiters();
  let runner: number | undefined;
  let words = '';
  let listener: StepListener | undefined;
  const stream = openDriverStream(hijacked, {
    output: (chunk) => listener?.output(chunk),
    report(report) {
      if (report.kind === 'runner') runner = report.pid;
      else if (report.kind === 'noise') words = report.text;
      else if (report.kind === 'pong') pinger.answered();
      else if (report.kind === 'gone') listener?.lost('the step killed the shell that runs the steps');
      waiters.offer(report);
    },
  });
  const pinger = createPinger({
    ping: (number) => stream.send(encodePing(number, runner ?? 0)),
    isBlocked: () => stream.isBlocked,
    giveUp: () => listener?.lost('the step driver does not answer any more'),
    always: options.watchdogSeconds > 0,
  });
  void stream.ended.then(() => {
    pinger.stop();
    waiters.end(words);
    listener?.lost('the connection to the container was lost, or the step killed its driver');
  });
  stream.send(encodeOpen(options));
  return {
    stream,
    async ready(timeoutMs) {
      return (
        runner ?? waiters.wait(timeoutMs, (report) => (report.kind === 'runner' ? report.pid : undefined))
      );
    },
    hear(next) {
      listener = next;
      pinger.attend(next !== undefined);
    },
    ask(source, timeoutMs, take) {
      const answer = waiters.wait(timeoutMs, take);
      stream.send(source);
      return answer;
    },
  };
}
