import type { JobKey } from '../../plan/plan.ts';
import type { Recorded } from '../../run/event.ts';
import type { RunView } from '../../run/view.ts';

/** Shows a run while it happens. `view` is the run with the event in it. Nothing here may throw. */
export interface Reporter {
  /** What happened before one began to watch, as before an approval or a rerun; `view` is the run after it. */
  begin(before: readonly Recorded[], view: RunView): void;
  event(recorded: Recorded, view: RunView): void;
  /** Output of a step, masked. */
  output(job: JobKey, execution: number, step: number, chunk: Uint8Array): void;
  /** A pull or a big copy; total 0 when unknown. */
  transfer(job: JobKey, what: string, doneBytes: number, totalBytes: number): void;
  /** A message for the person, on standard error: never data. */
  note(text: string): void;
  /** Held back while a person is asked something. */
  pause(): void;
  resume(): void;
  /** Nothing more comes: what is drawn goes off the screen, what is held back is printed. */
  stop(): void;
}
