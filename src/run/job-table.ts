import type { JobKey } from '../plan/plan.ts';
import type { JobState } from './state.ts';

/**
 * The jobs of a run, in the order planned, found by key. Immutable: a changed job costs a copy of one chunk and of the
 * list of chunks, so that the fold of a run of thousands of jobs stays linear.
 */
export interface JobTable {
  readonly places: ReadonlyMap<JobKey, number>;
  readonly chunks: readonly (readonly JobState[])[];
}

const chunkSize = 32;

export const noJobs: JobTable = { places: new Map(), chunks: [] };

export function jobOf(table: JobTable, key: JobKey): JobState | undefined {
  const place = table.places.get(key);
  return place === undefined ? undefined : table.chunks[Math.floor(place / chunkSize)]?.[place % chunkSize];
}

export function jobsOf(table: JobTable): readonly JobState[] {
  return table.chunks.flat();
}

/** A job whose key is there already is replaced in its place. */
export function withJobs(table: JobTable, jobs: readonly JobState[]): JobTable {
  const byKey = new Map([...jobsOf(table), ...jobs].map((job) => [job.key, job]));
  const all = [...byKey.values()];
  const chunks = Array.from({ length: Math.ceil(all.length / chunkSize) }, (_, i) =>
    all.slice(i * chunkSize, (i + 1) * chunkSize),
  );
  return { places: new Map(all.map((job, place) => [job.key, place])), chunks };
}

/** The key must be there. */
export function withJob(table: JobTable, job: JobState): JobTable {
  const place = table.places.get(job.key) ?? 0;
  const index = Math.floor(place / chunkSize);
  return {
    places: table.places,
    chunks: table.chunks.with(index, (table.chunks[index] ?? []).with(place % chunkSize, job)),
  };
}
