import type { ScalarValue } from './node.ts';

/**
 * What an unquoted scalar means under YAML 1.1 as SnakeYAML reads it (DOC-01 to DOC-03), which is neither mode of the
 * `yaml` package: `yes`, `on` and their kin are booleans but `y` and `n` are text (DOC-02), `012` is octal, `12:30` is
 * sexagesimal, `08` and `0o7` are text. Dates stay text (DOC-03). Patterns: SnakeYAML's `Resolver`.
 */
export function plainScalarValue(text: string): ScalarValue {
  switch (kinds[text.charCodeAt(0)]) {
    case 'number':
      return text.length <= longestNumber ? (numberValue(text) ?? text) : text;
    case 'word':
      return text.length <= 5 && words.has(text) ? (words.get(text) ?? null) : text;
    default:
      return text === '' ? null : text;
  }
}

/** SnakeYAML reads no number from a longer text. */
const longestNumber = 1024;

const kinds: Partial<Record<number, 'number' | 'word'>> = {};
for (const c of '+-.0123456789') kinds[c.charCodeAt(0)] = 'number';
for (const c of 'yYnNtTfFoO~') kinds[c.charCodeAt(0)] = 'word';

const words = new Map<string, boolean | null>([['~', null]]);
const spellings = (word: string): string[] => [
  word,
  word.charAt(0).toUpperCase() + word.slice(1),
  word.toUpperCase(),
];
for (const word of ['true', 'yes', 'on']) for (const s of spellings(word)) words.set(s, true);
for (const word of ['false', 'no', 'off']) for (const s of spellings(word)) words.set(s, false);
for (const s of spellings('null')) words.set(s, null);

const integer =
  /^[-+]?(?:0b_*[01][01_]*|0_*[0-7][0-7_]*|0|[1-9][0-9_]*|0x_*[0-9a-fA-F][0-9a-fA-F_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function numberValue(text: string): number | undefined {
  if (integer.test(text)) return integerValue(text);
  if (float.test(text)) return floatValue(text);
  if (!special.test(text)) return undefined;
  if (/n$/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function integerValue(text: string): number {
  const [sign, digits] = signAndDigits(text);
  if (digits.includes(':')) return sign * sexagesimal(digits);
  if (/^0[bx]/.test(digits)) return sign * Number(digits) + 0;
  if (digits.length > 1 && digits.startsWith('0')) return sign * Number.parseInt(digits, 8) + 0;
  return sign * Number(digits) + 0; // `+ 0` turns -0 into 0
}

/** A lone `.` with underscores (`._`) fits SnakeYAML's pattern but is no number; it stays text. */
function floatValue(text: string): number | undefined {
  const [sign, digits] = signAndDigits(text);
  const value = digits.includes(':') ? sexagesimal(digits) : Number(digits);
  return Number.isNaN(value) ? undefined : sign * value + 0;
}

function signAndDigits(text: string): [sign: number, digits: string] {
  const digits = text.replace(/_/g, '').replace(/^[-+]/, '');
  return [text.startsWith('-') ? -1 : 1, digits];
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
