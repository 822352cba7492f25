import type { Output, Receiver } from './output.ts';
import type { Pipe } from './pipes.ts';

/**
 * What ended steps leave running: their output goes on to the step that runs at the time, as it does in a container,
 * and nowhere between steps. Were it not read, they would hang or die of it.
 */
export interface Leftovers {
  take(output: Output, pipe: Pipe, pid: number): void;
  /** Where their output goes from now on. */
  speakTo(receive: Receiver | undefined): void;
  /** Process groups in which something was left. */
  readonly groups: ReadonlySet<number>;
  stop(): void;
}

export function leftovers(): Leftovers {
  const open = new Map<Output, Pipe>();
  const groups = new Set<number>();
  let receive: Receiver | undefined;
  return {
    groups,
    take(output, pipe, pid) {
      open.set(output, pipe);
      groups.add(pid);
      output.redirect((chunk) => receive?.(chunk));
      void output.atEnd.then(() => {
        if (open.delete(output)) pipe.giveBack(true);
      });
    },
    speakTo(other) {
      receive = other;
    },
    stop() {
      for (const [output, pipe] of open) {
        output.stop();
        pipe.giveBack(false);
      }
      open.clear();
    },
  };
}
