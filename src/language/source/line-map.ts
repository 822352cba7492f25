/** A place as people count it, both from 1. Columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets of one text into lines and columns. */
export interface LineMap {
  position(offset: number): Position;
  /** The text of a line without its line break; undefined past the end. */
  line(number: number): string | undefined;
}

export function lineMap(text: string): LineMap {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return {
    position(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    },
    line(number) {
      const start = starts[number - 1];
      if (start === undefined) return undefined;
      const end = starts[number];
      return text.slice(start, end === undefined ? undefined : end - 1).replace(/\r$/, '');
    },
  };
}
