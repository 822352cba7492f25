import { secretForms } from './secret-forms.ts';
import { type NeedleIndex, indexNeedles, nextMatch, openTailStart } from './needle-index.ts';

/** Hides secrets in streams of output. Make one a job; it may serve any number of streams. */
export interface Mask {
  /** A mask for one stream (one step's output): it remembers what the last chunk ended with. */
  stream(): MaskStream;
}

export interface MaskStream {
  /**
   * What of the output so far can be shown. Bytes are held back only while they may be the beginning of a secret.
   * May answer with `chunk` itself: do not write into it afterwards.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back. The stream is over then. */
  end(): Uint8Array;
}

const stars = new TextEncoder().encode('****');
const nothing = new Uint8Array(0);

/**
 * Replaces each of `values` by `****` (ENV-05), also where it is cut by a chunk, and the forms that `secretForms` lists.
 * Forms that overlap are hidden by one `****`. All other bytes pass unchanged, text or not.
 */
export function createMask(values: readonly string[]): Mask {
  const index = indexNeedles(secretForms(values));
  return { stream: () => (index === undefined ? openStream : maskedStream(index)) };
}

const openStream: MaskStream = { push: (chunk) => chunk, end: () => nothing };

function maskedStream(index: NeedleIndex): MaskStream {
  let held = nothing;
  /** So many bytes at the beginning of `held` are hidden by stars already shown. */
  let hidden = 0;
  const advance = (chunk: Uint8Array, isLast: boolean): Uint8Array => {
    const bytes = held.length === 0 ? plainArray(chunk) : joined([held, chunk]);
    const until = isLast ? bytes.length : openTailStart(index, bytes);
    const shown = show(index, bytes, hidden, until);
    held = until === bytes.length ? nothing : bytes.slice(until);
    hidden = Math.max(0, shown.hiddenUntil - until);
    return shown.output;
  };
  return { push: (chunk) => advance(chunk, false), end: () => advance(nothing, true) };
}

interface Shown {
  readonly output: Uint8Array;
  /** Where the last hidden stretch ends: in the bytes that are held back when it passes `until`. */
  readonly hiddenUntil: number;
}

/** The bytes before `until`, secrets that begin there replaced. `hidden` bytes at the beginning are replaced already. */
function show(index: NeedleIndex, bytes: Uint8Array, hidden: number, until: number): Shown {
  const pieces: Uint8Array[] = [];
  let shownTo = Math.min(hidden, until);
  let hiddenUntil = hidden;
  for (let match = nextMatch(index, bytes, 0); match !== undefined && match.start < until;) {
    if (match.start >= hiddenUntil) {
      pieces.push(bytes.subarray(shownTo, match.start), stars);
      shownTo = match.end;
    }
    hiddenUntil = Math.max(hiddenUntil, match.end);
    shownTo = Math.max(shownTo, hiddenUntil);
    match = nextMatch(index, bytes, match.start + 1);
  }
  const rest = bytes.subarray(Math.min(shownTo, until), until);
  return { output: pieces.length === 0 ? rest : joined([...pieces, rest]), hiddenUntil };
}

/** A `Buffer` as a plain array, so that the search sees one kind of object and stays quick. */
function plainArray(chunk: Uint8Array): Uint8Array {
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
