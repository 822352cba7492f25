import type { SourceFiles } from '../source/source-file.ts';
import { type Place, placeFinder } from '../source/place.ts';
import type { Origin, ResolvedConfig } from './resolved.ts';

/** What stands, or is called, at a place. */
export interface TraceLink extends Place {
  readonly what: string;
}

/** How a step got into its job: first where it was written, last the workflow. */
export interface StepTrace {
  readonly job: string;
  /** Display name. */
  readonly step: string;
  readonly chain: readonly TraceLink[];
}

/** The traces of all steps of all jobs, in their order. */
export function traceSteps(config: ResolvedConfig, files: SourceFiles): readonly StepTrace[] {
  const place = placeFinder(files);
  const links = (origin: Origin): readonly TraceLink[] =>
    chainOf(origin).map(({ what = '', span }) => ({ what, ...place(span) }));
  return config.jobs.flatMap((job) =>
    job.steps.map((step) => ({
      job: job.name,
      step: step.name,
      chain: [...links(step.origin), ...links(job.origin)],
    })),
  );
}

/** Innermost first. */
export function chainOf(origin: Origin): readonly Origin[] {
  const chain: Origin[] = [];
  for (let o: Origin | undefined = origin; o !== undefined; o = o.calledFrom) chain.push(o);
  return chain;
}
