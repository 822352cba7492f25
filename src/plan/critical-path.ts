import type { JobKey, PlannedJob, WorkflowPlan } from './plan.ts';

export interface CriticalPath {
  /** From the first job to the last; empty for a workflow without jobs. */
  readonly jobs: readonly PlannedJob[];
  readonly durationMs: number;
}

/**
 * The chain of requirements that takes longest: what the workflow takes if nothing else limits it. Durations are by job
 * name; a job without one counts nothing.
 */
export function criticalPath(workflow: WorkflowPlan, durationsMs: ReadonlyMap<string, number>): CriticalPath {
  const byKey = new Map(workflow.jobs.map((j) => [j.key, j]));
  const ends = new Map<JobKey, PathEnd>();
  for (const job of requiredFirst(workflow.jobs, byKey)) {
    const before = longest(job.requires.flatMap((r) => ends.get(r.job) ?? []));
    ends.set(job.key, {
      job,
      before,
      length: (before?.length ?? 0) + 1,
      durationMs: (before?.durationMs ?? 0) + (durationsMs.get(job.name) ?? 0),
    });
  }
  const last = longest([...ends.values()]);
  const jobs: PlannedJob[] = [];
  for (let end = last; end !== undefined; end = end.before) jobs.push(end.job);
  return { jobs: jobs.toReversed(), durationMs: last?.durationMs ?? 0 };
}

/** The longest path to a job. */
interface PathEnd {
  readonly job: PlannedJob;
  readonly before: PathEnd | undefined;
  readonly length: number;
  readonly durationMs: number;
}

/** Of equally long paths the one with more jobs, then the first. */
function longest(paths: readonly PathEnd[]): PathEnd | undefined {
  let best: PathEnd | undefined;
  for (const path of paths) {
    const isLonger =
      best === undefined ||
      path.durationMs > best.durationMs ||
      (path.durationMs === best.durationMs && path.length > best.length);
    if (isLonger) best = path;
  }
  return best;
}

/** Plans are acyclic; the walk keeps its own stack, for chains may be thousands of jobs long. */
function requiredFirst(
  jobs: readonly PlannedJob[],
  byKey: ReadonlyMap<JobKey, PlannedJob>,
): readonly PlannedJob[] {
  const done = new Set<JobKey>();
  const ordered: PlannedJob[] = [];
  const stack = jobs.toReversed();
  for (let job = stack.at(-1); job !== undefined; job = stack.at(-1)) {
    const waiting = job.requires.filter((r) => !done.has(r.job)).flatMap((r) => byKey.get(r.job) ?? []);
    if (waiting.length > 0 && !done.has(job.key)) {
      stack.push(...waiting);
      continue;
    }
    stack.pop();
    if (done.has(job.key)) continue;
    done.add(job.key);
    ordered.push(job);
  }
  return ordered;
}
