import type { PipelinePlan } from '../plan/plan.ts';
import { selectJobs } from '../plan/select.ts';
import { notFound } from './choose-run.ts';

/** The part of the plan that NAMEs mean; a name that nothing has, or that this trigger leaves out, is told: exit code 5. */
export function chooseJobs(plan: PipelinePlan, names: readonly string[], only: boolean): PipelinePlan {
  const selection = selectJobs(plan, names, { only });
  if (selection.kind === 'plan') return selection.plan;
  const [first] = selection.unknown;
  const name = JSON.stringify(first?.name ?? '');
  if (first?.leftOut !== undefined)
    throw notFound(
      `${name} does not run here: ${first.leftOut}.`,
      'orrery plan shows what runs and why; --branch and --tag change what the run counts as.',
    );
  if (plan.setup)
    throw notFound(
      `No workflow or job of the setup config is called ${name}.`,
      'What it continues with is known only when it runs: orrery run without names runs it all.',
    );
  const near = first?.nearest;
  const known = [...new Set(plan.workflows.flatMap((w) => [w.name, ...w.jobs.map((j) => j.name)]))];
  throw notFound(
    `No workflow or job is called ${name}${near === undefined ? '.' : `; did you mean ${near}?`}`,
    known.length === 0
      ? 'orrery plan shows what there is.'
      : `There are: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
  );
}
