import type { LogStore } from './log-store.ts';

/** Logs in memory. `written` counts the writes, for tests of how output is batched. */
export function memoryLogStore(): LogStore & { readonly written: () => number } {
  const logs = new Map<string, Uint8Array[]>();
  let writes = 0;
  const id = (runId: string, name: string): string => JSON.stringify([runId, name]);
  const whole = (runId: string, name: string): Buffer => Buffer.concat(logs.get(id(runId, name)) ?? []);
  return {
    written: () => writes,
    open(runId, name) {
      let chunks = logs.get(id(runId, name));
      if (chunks === undefined) logs.set(id(runId, name), (chunks = []));
      const target = chunks;
      return {
        write(chunk) {
          writes += 1;
          target.push(Uint8Array.from(chunk));
        },
        close: async () => {},
      };
    },
    async *read(runId, name, start = 0, end) {
      const bytes = whole(runId, name).subarray(start, end);
      if (bytes.length > 0) yield bytes;
    },
    size: async (runId, name) => whole(runId, name).length,
  };
}
