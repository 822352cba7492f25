/** Output of steps: byte streams by name, masked before they come here. */
export interface LogStore {
  /** Opens a log for appending; an existing one goes on at its end. One writer a name. */
  open(runId: string, name: string): LogWriter;
  /** The bytes from `start` to `end` (exclusive; default: all there is). Empty for a log that does not exist. */
  read(runId: string, name: string, start?: number, end?: number): AsyncIterable<Uint8Array>;
  /** Bytes stored so far; 0 for a log that does not exist. */
  size(runId: string, name: string): Promise<number>;
}

export interface LogWriter {
  /** Keeps the order of calls. Resolves (or returns) when more may come: awaiting it is what carries back-pressure to the step. */
  write(chunk: Uint8Array): Promise<void> | void;
  /** All that was written is readable when it resolves. */
  close(): Promise<void>;
}
