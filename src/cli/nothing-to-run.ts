import type { PipelinePlan } from '../plan/plan.ts';
import type { Trigger } from '../plan/trigger.ts';

/** The note where filters and conditions leave no job: that nothing ran, and why not. */
export function nothingToRun(plan: PipelinePlan, trigger: Trigger): string {
  const ref = trigger.tag === undefined ? `branch ${trigger.branch ?? ''}` : `tag ${trigger.tag}`;
  const why = plan.leftOut.map(
    (l) => `  ${l.workflow}${l.job === undefined ? '' : `/${l.job}`}: ${l.reason}`,
  );
  return [`Nothing to run for ${ref}.`, ...why.slice(0, 20), ...(why.length > 20 ? ['  …'] : []), ''].join(
    '\n',
  );
}
