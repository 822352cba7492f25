import { readRun } from '../engine/index.ts';
import { msBetween } from './reporter/duration.ts';
import { allJobs } from './reporter/all-jobs.ts';
import type { Stores } from './compose.ts';

const runsLookedAt = 20;

/** How long jobs took lately, by name: the median of their successes in the last runs of this repository, in ms. */
export async function durationsOf(stores: Stores): Promise<ReadonlyMap<string, number>> {
  const samples = new Map<string, number[]>();
  for (const { runId } of (await stores.events.list()).slice(0, runsLookedAt))
    for (const { job } of allJobs(await readRun(stores, runId))) {
      const took =
        job.type !== 'approval' && job.from === job.key ? msBetween(job.startedAt, job.stoppedAt) : undefined;
      if (job.status === 'success' && took !== undefined)
        samples.set(job.name, [...(samples.get(job.name) ?? []), took]);
    }
  return new Map([...samples].map(([name, all]) => [name, median(all)]));
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
