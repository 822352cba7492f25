/** One measured thing: returns what it took, in the case's unit (mostly milliseconds). */
export type Sample = () => Promise<number>;

/** A figure beside its limit, both measured in this run. */
export interface Ratio {
  readonly name: string;
  readonly ours: number;
  readonly limit: number;
  readonly unit: 'ms' | 'MB' | 'MB/s';
  /** The most that ours / limit may be; for speeds (`MB/s`) the least. */
  readonly bar: number;
  /** What was compared, in a few words. */
  readonly against: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/**
 * Takes the samples in turn, A B A B, `rounds` times after one round that does not count, so that what else the machine
 * does falls on all of them. Answers their medians.
 */
export async function alternate(samples: readonly Sample[], rounds: number): Promise<readonly number[]> {
  const taken: number[][] = samples.map(() => []);
  for (let round = 0; round <= rounds; round++)
    for (const [i, sample] of samples.entries()) {
      const value = await sample();
      if (round > 0) taken[i]?.push(value);
    }
  return taken.map((values) => median(values));
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function isMet(ratio: Ratio): boolean {
  const value = ratio.ours / ratio.limit;
  return ratio.unit === 'MB/s' ? value >= ratio.bar : value <= ratio.bar;
}
