/** The end of a step, as the driver announces it in the midst of the output. */
export interface StepEnd {
  readonly code: number;
  /** The step left the file `halt`. */
  readonly halt: boolean;
}

export interface Scanned {
  /** The step's output in this piece. */
  readonly output: readonly Uint8Array[];
  readonly end: StepEnd | undefined;
  /** What came after the end: of something that the step left running. */
  readonly rest: Uint8Array;
}

export interface EndLineScanner {
  push(chunk: Uint8Array): Scanned;
}

const nothing = new Uint8Array(0);
const mark = 0x1e;
const newline = 0x0a;
const longestTail = 24;

/**
 * Finds the end line of one step, `\x1e<nonce> exit <code>[ halt]\n`, in its output, wherever the pieces are cut. Holds
 * back only a tail that may be its beginning; output passes as views of the chunk, uncopied.
 */
export function createEndLineScanner(nonce: string): EndLineScanner {
  const start = new TextEncoder().encode(`\u001e${nonce} exit `);
  let held = nothing;
  return {
    push(piece) {
      const chunk = held.length === 0 ? piece : joined(held, piece);
      held = nothing;
      for (let at = chunk.indexOf(mark); at !== -1; at = chunk.indexOf(mark, at + 1)) {
        const same = commonLength(chunk, at, start);
        if (same < start.length && at + same < chunk.length) continue;
        const end = same < start.length ? -1 : chunk.indexOf(newline, at + start.length);
        if (end !== -1) {
          const words = new TextDecoder().decode(chunk.subarray(at + start.length, end)).split(' ');
          return {
            output: nonEmpty(chunk.subarray(0, at)),
            end: { code: Number(words[0]), halt: words[1] === 'halt' },
            rest: chunk.subarray(end + 1),
          };
        }
        if (chunk.length - at > start.length + longestTail) continue;
        held = chunk.slice(at);
        return { output: nonEmpty(chunk.subarray(0, at)), end: undefined, rest: nothing };
      }
      return { output: nonEmpty(chunk), end: undefined, rest: nothing };
    },
  };
}

function commonLength(chunk: Uint8Array, at: number, start: Uint8Array): number {
  let same = 0;
  while (same < start.length && at + same < chunk.length && chunk[at + same] === start[same]) same += 1;
  return same;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function nonEmpty(chunk: Uint8Array): readonly Uint8Array[] {
  return chunk.length === 0 ? [] : [chunk];
}
