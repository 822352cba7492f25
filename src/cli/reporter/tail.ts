import { printable } from './printable.ts';

/** The last lines of an output, whatever came before: constant memory and next to no work a chunk. */
export interface Tail {
  push(chunk: Uint8Array): void;
  lines(count: number, withColours: boolean): readonly string[];
}

const keptBytes = 4096;

export function createTail(): Tail {
  let kept: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      const last = chunk.length > keptBytes ? chunk.subarray(chunk.length - keptBytes) : chunk;
      const room = keptBytes - last.length;
      const before = kept.length > room ? kept.subarray(kept.length - room) : kept;
      kept = Buffer.concat([before, last]);
    },
    lines: (count, withColours) => lastLines(kept, count, withColours),
  };
}

/** The last lines of a text that may begin within a letter or a line. */
export function lastLines(bytes: Uint8Array, count: number, withColours: boolean): readonly string[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-count).map((line) => printable(line, withColours));
}
