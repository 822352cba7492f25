import { printable } from './printable.ts';

/** Turns the output of one execution, which comes in any pieces, into whole lines with a prefix. */
export interface LineWriter {
  /** The lines that `chunk` completes, each with its prefix and line break. */
  push(chunk: Uint8Array): string;
  /** What stands on an unfinished last line, finished. */
  end(): string;
}

/** A line longer than this is printed in parts: nothing is held in memory without bound. */
const longestLine = 1 << 16;

export function lineWriter(prefix: string, withColours: boolean): LineWriter {
  const decoder = new TextDecoder();
  let rest = '';
  const whole = (text: string): string => {
    // Far the most common case, and the one that has to be quick.
    if (!awkward.test(text)) return `${prefix}${text.slice(0, -1).replaceAll('\n', `\n${prefix}`)}\n`;
    return text
      .slice(0, -1)
      .split('\n')
      .map((line) => `${prefix}${printable(line, withColours)}\n`)
      .join('');
  };
  return {
    push(chunk) {
      const text = rest + decoder.decode(chunk, { stream: true });
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      const lines = end === 0 ? '' : whole(text.slice(0, end));
      if (rest.length < longestLine) return lines;
      const long = whole(`${rest}\n`);
      rest = '';
      return lines + long;
    },
    end() {
      const text = rest + decoder.decode();
      rest = '';
      return text === '' ? '' : whole(`${text}\n`);
    },
  };
}

const awkward = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
