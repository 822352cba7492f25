/** Text as a stream of bytes, for stores and sandboxes. */
export async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield new TextEncoder().encode(text);
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

/** Passes a stream on until the signal aborts; then it throws the signal's reason. */
export async function* abortable(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    signal.throwIfAborted();
    yield chunk;
  }
}

/** Tells how many bytes have passed, at most once a megabyte and at the end. */
export async function* metered(
  stream: AsyncIterable<Uint8Array>,
  told: (doneBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let doneBytes = 0;
  let toldBytes = 0;
  for await (const chunk of stream) {
    doneBytes += chunk.length;
    if (doneBytes - toldBytes >= 1 << 20) told((toldBytes = doneBytes));
    yield chunk;
  }
  if (doneBytes !== toldBytes) told(doneBytes);
}

/** `4.2 MiB` */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(sizeBytes) / 10));
  return `${(sizeBytes / 1024 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}
