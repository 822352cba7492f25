/**
 * The order of keys that the CircleCI CLI writes, so that a packed file made by either is the same: by their first
 * difference, letters by their code, other characters before letters, but after a digit behind them, and digits as
 * the whole numbers they are part of (`x2` before `x10`).
 */
export function compareKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  const at = a.findIndex((c, i) => c !== b[i]);
  if (at < 0 || b[at] === undefined) return a.length - b.length;
  const [x = '', y = ''] = [a[at], b[at]];
  const isLetters = [isLetter(x), isLetter(y)] as const;
  if (isLetters[0] && isLetters[1]) return code(x) - code(y);
  if (isLetters[0] || isLetters[1]) {
    const isFirst = at > 0 && isDigit(a[at - 1] ?? '') ? isLetters[0] : isLetters[1];
    return isFirst ? -1 : 1;
  }
  return numberAt(a, at) - numberAt(b, at) || code(x) - code(y);
}

/** The number that the digits at `at` belong to; 0 where there are none. */
function numberAt(text: readonly string[], at: number): number {
  if (!isDigit(text[at] ?? '')) return 0;
  let start = at;
  while (start > 0 && isDigit(text[start - 1] ?? '')) start -= 1;
  return Number.parseInt(text.slice(start).join(''), 10);
}

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isDigit(character: string): boolean {
  return /[0-9]/.test(character);
}
