/** Removals that go on in the background; the end waits for them. */
export interface Removals {
  /** Starts one; resolves when it is done. A removal that fails is left to the next reap. */
  add(remove: () => Promise<void>): Promise<void>;
  allDone(): Promise<void>;
}

export function createRemovals(): Removals {
  const running = new Set<Promise<void>>();
  return {
    async add(remove) {
      const done = remove().catch(() => {});
      running.add(done);
      await done;
      running.delete(done);
    },
    async allDone() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
