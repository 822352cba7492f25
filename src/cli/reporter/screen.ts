import { displayWidth } from '../style.ts';

/** A region at the bottom of the terminal that is drawn over, in one write a frame, so that nothing flickers. */
export interface Screen {
  /** Lines must not be wider than the terminal. */
  draw(lines: readonly string[]): void;
  /** Takes the region off the screen; what is written next stands in its place. */
  clear(): void;
  /** Clears, and gives the terminal back as it was. */
  close(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
/** A frame at once where the terminal knows how; no wrapping, in case it counts a letter's cells otherwise than we do. */
const beginFrame = '\u001b[?2026h\u001b[?7l';
const endFrame = '\u001b[?7h\u001b[?2026l';
const clearRight = '\u001b[K';
const clearBelow = '\u001b[J';

export function createScreen(
  write: (text: string) => void,
  size: () => { readonly columns: number },
): Screen {
  let drawn: readonly string[] = [];
  let columns = size().columns;
  let isOpen = false;

  /** To the first line of the region. A terminal that got narrower has wrapped the lines that no longer fit. */
  const home = (): string => {
    const width = Math.max(1, size().columns);
    const isNarrower = width < columns;
    const height = isNarrower
      ? drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / width)), 0)
      : drawn.length;
    columns = width;
    return `${height > 0 ? `\u001b[${height}A` : ''}\r${isNarrower ? clearBelow : ''}`;
  };

  return {
    draw(lines) {
      if (isOpen && size().columns === columns && same(lines, drawn)) return;
      const body = lines.map((line) => `${line}${clearRight}\n`).join('');
      write(`${isOpen ? '' : hideCursor}${beginFrame}${home()}${body}${clearBelow}${endFrame}`);
      isOpen = true;
      drawn = lines;
    },
    clear() {
      if (drawn.length === 0) return;
      write(`${home()}${clearBelow}`);
      drawn = [];
    },
    close() {
      this.clear();
      if (isOpen) write(showCursor);
      isOpen = false;
    },
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
