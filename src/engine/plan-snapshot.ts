import type { PlannedJob, WorkflowPlan } from '../plan/plan.ts';
import type { JobSnapshot, PlanSnapshot } from '../run/event.ts';

/** The first attempt of a planned workflow, as `workflow.planned` tells it. */
export function planSnapshot({ name, jobs }: WorkflowPlan): PlanSnapshot {
  return { id: name, workflow: name, attempt: 1, jobs: jobs.map(jobSnapshot) };
}

function jobSnapshot({ key, name, type, requires, serialGroup, lockKey }: PlannedJob): JobSnapshot {
  return {
    key,
    name,
    kind: type,
    requires,
    ...(serialGroup !== undefined && { serialGroup }),
    ...(lockKey !== undefined && { lockKey }),
  };
}
