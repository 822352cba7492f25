/** Gathers small chunks into large ones. */
export interface Gatherer {
  /** Copies a chunk; each full batch goes to `full`. */
  add(chunk: Uint8Array): void;
  /** What is gathered and not full, if there is any. */
  rest(): Buffer | undefined;
}

const firstBytes = 1024;

/** The buffer grows with what comes, up to `batchBytes`: most logs are short. */
export function gather(batchBytes: number, full: (batch: Buffer) => void): Gatherer {
  let buffer: Buffer = Buffer.allocUnsafeSlow(firstBytes);
  let used = 0;

  const grow = (more: number): void => {
    let size = buffer.length;
    while (size < batchBytes && size < used + more) size *= 2;
    const larger = Buffer.allocUnsafeSlow(Math.min(size, batchBytes));
    buffer.copy(larger, 0, 0, used);
    buffer = larger;
  };

  const rest = (): Buffer | undefined => {
    if (used === 0) return undefined;
    const batch = buffer.subarray(0, used);
    buffer = Buffer.allocUnsafeSlow(buffer.length);
    used = 0;
    return batch;
  };

  return {
    rest,
    add(chunk) {
      for (let left = chunk; left.length > 0;) {
        if (used + left.length > buffer.length && buffer.length < batchBytes) grow(left.length);
        const count = Math.min(left.length, buffer.length - used);
        buffer.set(left.subarray(0, count), used);
        used += count;
        left = left.subarray(count);
        if (used < batchBytes) continue;
        const batch = rest();
        if (batch !== undefined) full(batch);
      }
    },
  };
}
