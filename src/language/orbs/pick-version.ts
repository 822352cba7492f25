/**
 * The version that a request means, of those there are (ORB-02, GT-F2): an exact version or `dev:label` itself, a pin
 * (`5`, `5.1`) the highest within it, `volatile` the highest of all. Compared as numbers; dev versions fit no pin.
 */
export function pickVersion(requested: string, versions: Iterable<string>): string | undefined {
  const all = [...versions];
  if (requested.startsWith('dev:') || /^\d+\.\d+\.\d+$/.test(requested))
    return all.find((v) => v === requested);
  const prefix = requested === 'volatile' ? [] : requested.split('.').map(Number);
  const fitting = all.flatMap((text) => {
    const numbers = semver(text);
    return numbers !== undefined && prefix.every((n, i) => numbers[i] === n) ? [{ text, numbers }] : [];
  });
  return fitting.toSorted((a, b) => compare(b.numbers, a.numbers))[0]?.text;
}

function semver(text: string): readonly number[] | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return match?.slice(1).map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, n] of a.entries()) if (n !== b[i]) return n - (b[i] ?? 0);
  return 0;
}
