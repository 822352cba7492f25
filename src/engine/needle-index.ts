/**
 * Finds any of many byte sequences in one pass (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994):
 * a table by pairs of bytes tells how far the search may skip, so that most bytes are never looked at.
 */
export interface NeedleIndex {
  readonly longest: number;
  /** Length of the beginnings that the search looks for; the shortest needle's, at most 64. */
  readonly window: number;
  /** By two bytes (first + 256 * second): how far the window may move when it ends with them. */
  readonly skips: Uint8Array;
  /** By the two bytes that end a needle's window: those needles, longest first. */
  readonly byPair: ReadonlyMap<number, readonly Uint8Array[]>;
  /** By two bytes, as `skips`: 1 where a needle begins with them. */
  readonly begins: Uint8Array;
  /** By a needle's first byte. */
  readonly byFirst: readonly (readonly Uint8Array[] | undefined)[];
}

export interface NeedleMatch {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const maxWindow = 64;

/** Undefined when there is nothing to look for. Needles shorter than two bytes are not allowed. */
export function indexNeedles(needles: readonly Uint8Array[]): NeedleIndex | undefined {
  if (needles.length === 0) return undefined;
  const lengths = needles.map((needle) => needle.length);
  const window = Math.min(maxWindow, ...lengths);
  const skips = new Uint8Array(65_536).fill(window - 1);
  const byPair = new Map<number, Uint8Array[]>();
  const begins = new Uint8Array(65_536);
  const byFirst: (Uint8Array[] | undefined)[] = Array.from({ length: 256 });
  for (const needle of needles.toSorted((a, b) => b.length - a.length)) {
    for (let end = 1; end < window; end++) {
      const pair = pairAt(needle, end);
      skips[pair] = Math.min(skips[pair] ?? 0, window - 1 - end);
    }
    const last = pairAt(needle, window - 1);
    byPair.set(last, [...(byPair.get(last) ?? []), needle]);
    begins[pairAt(needle, 1)] = 1;
    (byFirst[needle[0] ?? 0] ??= []).push(needle);
  }
  return { longest: Math.max(...lengths), window, skips, byPair, begins, byFirst };
}

/** The first match that begins at `from` or later; of several that begin there, the longest. */
export function nextMatch(index: NeedleIndex, bytes: Uint8Array, from: number): NeedleMatch | undefined {
  const { window, skips, byPair } = index;
  let end = from + window - 1;
  while (end < bytes.length) {
    const pair = pairAt(bytes, end);
    const skip = skips[pair] ?? 0;
    if (skip > 0) {
      end += skip;
      continue;
    }
    const start = end - window + 1;
    const found = byPair.get(pair)?.find((needle) => isAt(needle, bytes, start, needle.length));
    if (found !== undefined) return { start, end: start + found.length };
    end += 1;
  }
  return undefined;
}

/** Where the last stretch begins that more bytes could make a needle; the length of `bytes` when there is none. */
export function openTailStart(index: NeedleIndex, bytes: Uint8Array): number {
  const { begins } = index;
  const last = bytes.length - 1;
  for (let start = Math.max(0, bytes.length - index.longest + 1); start < bytes.length; start++) {
    if (start < last && begins[pairAt(bytes, start + 1)] === 0) continue;
    const needles = index.byFirst[bytes[start] ?? 0];
    if (needles === undefined) continue;
    const length = bytes.length - start;
    if (needles.some((needle) => needle.length > length && isAt(needle, bytes, start, length))) return start;
  }
  return bytes.length;
}

function pairAt(bytes: Uint8Array, end: number): number {
  return (bytes[end - 1] ?? 0) + 256 * (bytes[end] ?? 0);
}

/** The first `length` bytes of the needle stand at `start`. */
function isAt(needle: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (start + length > bytes.length) return false;
  for (let i = 0; i < length; i++) if (needle[i] !== bytes[start + i]) return false;
  return true;
}
