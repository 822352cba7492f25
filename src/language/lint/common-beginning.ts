/**
 * Answers whether a text is the beginning of one of these, or one of these the beginning of it. Thousands of both are
 * no matter: each question takes a search in a sorted list, and a look-up for each of the text's characters.
 */
export function commonBeginning(texts: readonly string[]): (text: string) => boolean {
  const all = new Set(texts);
  const sorted = [...all].toSorted((a, b) => (a < b ? -1 : 1));
  return (text) =>
    firstFrom(sorted, text)?.startsWith(text) === true || beginnings(text).some((b) => all.has(b));
}

/** The first that does not come before `text`; what begins with it stands there. */
function firstFrom(sorted: readonly string[], text: string): string | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}

function beginnings(text: string): readonly string[] {
  return Array.from({ length: text.length + 1 }, (_, length) => text.slice(0, length));
}
