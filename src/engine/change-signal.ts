/** Wakes one waiter when something has changed; a change that comes while nobody waits is not lost. */
export interface ChangeSignal {
  notify(): void;
  wait(): Promise<void>;
}

export function changeSignal(): ChangeSignal {
  let isChanged = false;
  let wake: (() => void) | undefined;
  return {
    notify() {
      isChanged = true;
      wake?.();
    },
    async wait() {
      if (!isChanged) await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
      isChanged = false;
    },
  };
}
