import type { EnvironmentEntry, ResolvedJob, ResolvedStep } from '../../language/index.ts';

/** A text that is the same for steps that do the same under the same name, wherever they were written. */
export function stepContent(step: ResolvedStep): string {
  const { origin: _, ...content } = step;
  return JSON.stringify(
    'environment' in content ? { ...content, environment: sorted(content.environment) } : content,
  );
}

/** The same for jobs that do the same, whatever they are called. */
export function jobContent(job: ResolvedJob): string {
  const { name: _, origin: __, steps, environment, ...content } = job;
  return JSON.stringify([content, sorted(environment), steps.map(stepContent)]);
}

/** Names are unique, so order does not count. */
function sorted(environment: readonly EnvironmentEntry[]): readonly EnvironmentEntry[] {
  return environment.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
