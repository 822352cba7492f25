import type { PipelinePlan, PlannedJob } from '../plan/plan.ts';
import { usageError, wholeNumber } from './usage-error.ts';

/** `--parallelism N`: the jobs named run N executions. */
export function withParallelism(
  plan: PipelinePlan,
  names: readonly string[],
  given: string | undefined,
): PipelinePlan {
  if (given === undefined) return plan;
  const parallelism = wholeNumber('parallelism', given, 1);
  if (names.length === 0)
    throw usageError('--parallelism needs the jobs it is for: orrery run JOB --parallelism 2.');
  const isNamed = (job: PlannedJob, workflow: string): boolean =>
    names.includes(job.name) || names.includes(job.key) || names.includes(workflow);
  return {
    ...plan,
    workflows: plan.workflows.map((w) => ({
      ...w,
      jobs: w.jobs.map((job) => (isNamed(job, w.name) ? { ...job, parallelism } : job)),
    })),
  };
}
