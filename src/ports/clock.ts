export interface Clock {
  now(): Date;
  /** Resolves at `ms` from now; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
