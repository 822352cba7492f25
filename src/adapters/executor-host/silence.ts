/** Runs `expire` when a step has said nothing for too long. Time in which its output waits for a slow reader does not count. */
export interface Silence {
  heard(): void;
  /** From the call until the promise resolves nobody listens. */
  deafWhile(busy: Promise<unknown>): void;
  stop(): void;
}

export function watchSilence(limitMs: number, expire: () => void): Silence {
  if (limitMs <= 0) return { heard() {}, deafWhile() {}, stop() {} };
  let deaf = 0;
  const timer: NodeJS.Timeout = setTimeout(() => {
    if (deaf > 0) timer.refresh();
    else expire();
  }, limitMs);
  return {
    heard: () => void timer.refresh(),
    deafWhile(busy) {
      deaf += 1;
      const done = (): void => {
        deaf -= 1;
        if (timer.hasRef()) timer.refresh();
      };
      busy.then(done, done);
    },
    stop() {
      clearTimeout(timer);
      timer.unref();
    },
  };
}
