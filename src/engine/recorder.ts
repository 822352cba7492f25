import type { EventStore } from '../ports/event-store.ts';
import type { Recorded, RunEvent } from '../run/event.ts';

/** Writes the events of a run, in order, without holding anybody up. */
export interface Recorder {
  /** Takes events to be stored; those of one turn of the event loop become one write. Nothing after `close`. */
  record(...events: readonly RunEvent[]): void;
  /** Resolves when all events taken so far are stored; throws the store's trouble. */
  flushed(): Promise<void>;
  close(): void;
}

/** `onRecorded` is told of each event once it is stored; `onTrouble` once, when the store fails. */
export function createRecorder(
  store: EventStore,
  runId: string,
  lastSeq: number,
  onRecorded: (recorded: Recorded) => void,
  onTrouble: (error: unknown) => void,
): Recorder {
  let seq = lastSeq;
  let waiting: RunEvent[] = [];
  let writing: Promise<void> | undefined;
  let isClosed = false;
  let trouble: { readonly error: unknown } | undefined;

  const write = async (): Promise<void> => {
    await Promise.resolve();
    try {
      while (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        const recorded = await store.append(runId, seq, batch);
        seq += batch.length;
        for (const one of recorded) onRecorded(one);
      }
    } catch (error) {
      trouble = { error };
      isClosed = true;
      onTrouble(error);
    } finally {
      writing = undefined;
    }
  };

  return {
    record(...events) {
      if (isClosed || events.length === 0) return;
      waiting.push(...events);
      writing ??= write();
    },
    async flushed() {
      await writing;
      if (trouble !== undefined) throw trouble.error;
    },
    close() {
      isClosed = true;
    },
  };
}
