import { OrreryError } from '../base/error.ts';
import type { RunClaims } from './run-claims.ts';

/** Claims of one process. `die` makes every holder a dead one, as a kill of the process would. */
export function memoryRunClaims(): RunClaims & { readonly die: () => void } {
  const holders = new Map<string, object>();
  return {
    die: () => holders.clear(),
    async claim(runId) {
      if (holders.has(runId))
        throw new OrreryError('store/locked', `another process works on run ${runId}`, {
          fault: 'environment',
        });
      const holder = {};
      holders.set(runId, holder);
      return {
        async release() {
          if (holders.get(runId) === holder) holders.delete(runId);
        },
      };
    },
    isHeld: async (runId) => holders.has(runId),
  };
}
