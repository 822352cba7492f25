/** Asks once a second whether the driver still answers, and gives up after many silences. */
export interface Pinger {
  /** A step runs, or none does. */
  attend(isRunning: boolean): void;
  answered(): void;
  stop(): void;
}

export interface PingerOptions {
  readonly ping: (number: number) => void;
  /** The connection waits for a slow taker: answers cannot be heard, which is nobody's fault. */
  readonly isBlocked: () => boolean;
  readonly giveUp: () => void;
  /** Pings also between steps, for a watchdog on the other side. */
  readonly always: boolean;
}

const intervalMs = 1000;
/** Pings in a row without an answer. Counted and not timed: after a suspension of this process all is late. */
const patience = 15;

export function createPinger({ ping, isBlocked, giveUp, always }: PingerOptions): Pinger {
  let number = 0;
  let unanswered = 0;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    if (isBlocked()) unanswered = 0;
    else if (unanswered >= patience) return giveUp();
    unanswered += 1;
    ping((number += 1));
  }
  function set(on: boolean): void {
    if (on === (timer !== undefined)) return;
    clearInterval(timer);
    unanswered = 0;
    timer = on ? setInterval(tick, intervalMs).unref() : undefined;
  }
  if (always) set(true);
  return {
    attend: (isRunning) => set(isRunning || always),
    answered() {
      unanswered = 0;
    },
    stop: () => set(false),
  };
}
