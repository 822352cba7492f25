import type { ResolvedJob, ResolvedStep } from '../language/index.ts';

/** What each execution of a job begins with, as CircleCI shows it (STP-26). */
const ownSteps = [
  { name: 'Spin up environment', kind: 'spin_up' },
  { name: 'Preparing environment variables', kind: 'prepare_environment' },
] as const;

export const spinUpStep = 0;
export const environmentStep = 1;

/** The place of a step of the definition among the job's steps. */
export function stepPlace(index: number): number {
  return ownSteps.length + index;
}

/** The steps of one execution, as `job.started` tells them. */
export function stepsOf(
  definition: ResolvedJob,
): readonly { readonly name: string; readonly kind: string }[] {
  return [...ownSteps, ...definition.steps.map(({ name, kind }) => ({ name, kind }))];
}

/**
 * Whether a step's turn has come. STP-15: after a failure only `always` and `on_fail` steps; STP-23: and those that
 * store results.
 */
export function isDue(step: ResolvedStep, hasFailed: boolean): boolean {
  if (step.kind === 'store_artifacts' || step.kind === 'store_test_results') return true;
  const when = 'when' in step ? step.when : 'on_success';
  return when === 'always' || (when === 'on_fail') === hasFailed;
}
