import type { JobKey } from '../plan/plan.ts';
import { jobOf, type JobTable } from '../run/job-table.ts';

/** What stands above a job in its workflow: all it requires, directly or not, through jobs of every kind. */
export interface Upstream {
  /** In the order of the graph: a job after all that it requires. */
  readonly order: readonly JobKey[];
  /** True when `above` must have ended before `below` could start. */
  isAbove(above: JobKey, below: JobKey): boolean;
}

export function upstreamOf(jobs: JobTable, job: JobKey): Upstream {
  const required = (key: JobKey): readonly JobKey[] =>
    jobOf(jobs, key)?.requires.map((requirement) => requirement.job) ?? [];
  const cache = new Map<JobKey, ReadonlySet<JobKey>>();
  return {
    order: graphOrder(job, required).filter((key) => key !== job),
    isAbove(above, below) {
      let all = cache.get(below);
      if (all === undefined) cache.set(below, (all = new Set(graphOrder(below, required))));
      return above !== below && all.has(above);
    },
  };
}

/** Depth first, a job after all it requires; without recursion, since chains may be thousands of jobs long. */
function graphOrder(job: JobKey, required: (key: JobKey) => readonly JobKey[]): readonly JobKey[] {
  const order = new Set<JobKey>();
  const seen = new Set<JobKey>([job]);
  const path: { readonly key: JobKey; readonly next: Iterator<JobKey> }[] = [
    { key: job, next: required(job).values() },
  ];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const step = top.next.next();
    if (step.done === true) {
      order.add(top.key);
      path.pop();
    } else if (!seen.has(step.value)) {
      seen.add(step.value);
      path.push({ key: step.value, next: required(step.value).values() });
    }
  }
  return [...order];
}
