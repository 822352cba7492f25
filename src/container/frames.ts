/** One piece of a container's output: 1 is its stdout, 2 its stderr. */
export interface Frame {
  readonly stream: 1 | 2;
  readonly payload: Uint8Array;
}

/**
 * Splits the raw stream of an attach or exec without a terminal: each piece of output is led by eight bytes, its stream
 * and its length. Payloads are views of the chunk they came in (no copies); one that is cut by the end of a chunk comes
 * in several pieces.
 */
export function createFrameSplitter(): (chunk: Uint8Array) => Frame[] {
  const header = new Uint8Array(8);
  let headerBytes = 0;
  let left = 0;
  return (chunk) => {
    const frames: Frame[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        while (headerBytes < 8 && at < chunk.length) header[headerBytes++] = chunk[at++] ?? 0;
        if (headerBytes < 8) break;
        headerBytes = 0;
        left = new DataView(header.buffer).getUint32(4);
        continue;
      }
      const payload = chunk.subarray(at, at + left);
      at += payload.length;
      left -= payload.length;
      frames.push({ stream: header[0] === 2 ? 2 : 1, payload });
    }
    return frames;
  };
}
