import type { PlannedJob, WorkflowPlan } from '../plan/plan.ts';
import type { JobSnapshot, PlanSnapshot, RunCreated, RunEvent } from '../run/event.ts';
import type { EnginePorts } from './engine-ports.ts';
import { withKeptClaim } from './held-claims.ts';
import { builtRevision, storePipeline, type StoredPipeline } from './pipeline-file.ts';
import type { RunRequest } from './run-request.ts';

/**
 * Records a new run, with all that it needs to go on; nothing of it runs until `advanceRun`. This process holds the run
 * from here on.
 */
export async function startPipeline(
  ports: EnginePorts,
  request: RunRequest,
): Promise<{ readonly runId: string; readonly number: number }> {
  const runId = ports.ids.uuid();
  return withKeptClaim(ports.claims, runId, async () => {
    const [{ number }, facts] = await Promise.all([ports.events.create(runId), ports.source.facts()]);
    const pipeline: StoredPipeline = { ...request, facts };
    const key = await storePipeline(ports.blobs, runId, pipeline);
    const planned = request.plan.workflows.map((workflow): RunEvent => {
      return { type: 'workflow.planned', v: 1, plan: snapshot(workflow) };
    });
    await ports.events.append(runId, 0, [created(number, key, pipeline), ...planned]);
    return { runId, number };
  });
}

function created(number: number, pipelineKey: string, pipeline: StoredPipeline): RunCreated {
  const { kind, branch, tag } = pipeline.trigger;
  return {
    type: 'run.created',
    v: 1,
    number,
    trigger: {
      kind,
      ...(branch !== undefined && { branch }),
      ...(tag !== undefined && { tag }),
      revision: builtRevision(pipeline),
      by: pipeline.facts.userName,
    },
    pipeline: pipelineKey,
  };
}

function snapshot({ name, jobs }: WorkflowPlan): PlanSnapshot {
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
