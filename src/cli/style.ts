import { stripVTControlCharacters } from 'node:util';

/** Colours and weights for one stream; with colours off each function gives its text back. */
export interface Style {
  readonly isOn: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
}

export function createStyle(isOn: boolean): Style {
  const code =
    (open: number, close: number) =>
    (text: string): string =>
      isOn && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    isOn,
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    blue: code(34, 39),
  };
}

/** Colour and redraw only on a terminal, and off for `NO_COLOR`, `TERM=dumb` and in CI (cli.md, Conventions). */
export function wantsStyle(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb' && !isCi(environment);
}

export function isCi(environment: Readonly<Record<string, string | undefined>>): boolean {
  const ci = environment['CI'];
  return ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
}

/** Cells that a text takes in a terminal: wide letters and emoji two, marks that combine none. */
export function displayWidth(text: string): number {
  const plain = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0020-\u007e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += isWide(segment) ? 2 : isEmpty(segment) ? 0 : 1;
  return width;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function isWide(grapheme: string): boolean {
  return wide.test(grapheme);
}

const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]|.*\ufe0f)/u;

function isEmpty(grapheme: string): boolean {
  return /^[\p{Cc}\p{Cf}\p{Mn}]+$/u.test(grapheme);
}

/** The text cut to `width` cells, with `…` where something was cut. Colour codes take no room and are closed. */
export function truncate(text: string, width: number): string {
  if (width <= 0) return '';
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  // oxlint-disable-next-line no-control-regex
  for (const part of text.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b[')) {
      out += part;
      continue;
    }
    for (const { segment } of graphemes.segment(part)) {
      const cells = displayWidth(segment);
      if (used + cells > width - 1) return `${out}…${text.includes('\u001b') ? '\u001b[0m' : ''}`;
      out += segment;
      used += cells;
    }
  }
  return out;
}

/** Filled with blanks up to `width` cells; never cut. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}
