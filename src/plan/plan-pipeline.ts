import { type ResolvedConfig, type ResolvedWorkflow, pipelineScope } from '../language/index.ts';
import { type Ref, refRefused } from './filters.ts';
import type { LeftOut, PipelinePlan, WorkflowPlan } from './plan.ts';
import { planWorkflow } from './plan-workflow.ts';
import type { Trigger } from './trigger.ts';
import { type PipelineValues, triggerValues } from './trigger-values.ts';

/**
 * What a trigger runs, and what it does not and why. `values` are the pipeline values that the config was compiled
 * with, by name without `pipeline.`; branch and tag come from the trigger.
 */
export function planPipeline(config: ResolvedConfig, trigger: Trigger, values: PipelineValues): PipelinePlan {
  const scope = pipelineScope(triggerValues(trigger, values), config.parameters);
  const ref = refOf(trigger);
  const workflows: WorkflowPlan[] = [];
  const leftOut: LeftOut[] = [];
  for (const workflow of config.workflows) {
    const reason = workflowRefused(workflow, trigger, ref);
    if (reason !== undefined) {
      leftOut.push({ workflow: workflow.name, reason });
      continue;
    }
    const planned = planWorkflow(workflow, config.jobs, ref, scope);
    leftOut.push(...planned.leftOut);
    if (planned.plan.jobs.length > 0) workflows.push(planned.plan);
    else leftOut.push({ workflow: workflow.name, reason: 'none of its jobs runs for this trigger' });
  }
  return { setup: config.setup, workflows, definitions: definitionsOf(config, workflows), leftOut };
}

function refOf(trigger: Trigger): Ref {
  return trigger.tag === undefined
    ? { kind: 'branch', name: trigger.branch ?? '' }
    : { kind: 'tag', name: trigger.tag };
}

/** WFL-75 to WFL-77: a workflow with schedules runs by them alone, and such a schedule starts no other workflow. */
function workflowRefused(workflow: ResolvedWorkflow, trigger: Trigger, ref: Ref): string | undefined {
  const { schedules } = workflow;
  const wanted = trigger.kind === 'schedule' ? trigger.schedule?.workflow : undefined;
  if (wanted === undefined)
    return schedules.length === 0 ? undefined : `it runs only by its schedule (${schedules[0]?.cron ?? ''})`;
  if (workflow.name !== wanted) return `the schedule of ${wanted} starts that workflow alone`;
  if (schedules.length === 0) return 'it has no schedule';
  const refusals = schedules.map((s) => refRefused(s.branches, ref));
  const refusal = refusals.every((r) => r !== undefined) ? refusals[0] : undefined;
  return refusal?.replace(/^its/, "its schedule's");
}

/** Only what the planned jobs need: a run stores its plan. */
function definitionsOf(
  config: ResolvedConfig,
  workflows: readonly WorkflowPlan[],
): PipelinePlan['definitions'] {
  const used = new Set(workflows.flatMap((w) => w.jobs.map((j) => j.definition)));
  return Object.fromEntries(config.jobs.filter((j) => used.has(j.name)).map((j) => [j.name, j]));
}
