import type { IdSource } from './id-source.ts';

/** `00000000-0000-4000-8000-000000000001` and so on. */
export function countingIds(): IdSource {
  let count = 0;
  return { uuid: () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` };
}
