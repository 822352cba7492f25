/**
 * The same stream, which ends with the signal's reason as soon as that aborts, though its source may be silent just
 * then; the source is told that nobody reads on.
 */
export async function* untilAborted(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let isAtEnd = false;
  try {
    for (;;) {
      const next = await nextOr(chunks, signal);
      isAtEnd = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: one that hangs would answer only when it goes on.
    if (!isAtEnd) chunks.return?.().catch(() => {});
  }
}

function nextOr(chunks: AsyncIterator<Uint8Array>, signal: AbortSignal): Promise<IteratorResult<Uint8Array>> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    chunks
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
