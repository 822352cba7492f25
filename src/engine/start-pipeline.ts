import type { RunCreated, RunEvent } from '../run/event.ts';
import { pipelineKey } from './blob-keys.ts';
import type { EnginePorts } from './engine-ports.ts';
import { withKeptClaim } from './held-claims.ts';
import { builtRevision, storePipeline, type StoredPipeline } from './pipeline-file.ts';
import { planSnapshot } from './plan-snapshot.ts';
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
    const isSetup = request.plan.setup;
    const pipeline: StoredPipeline = {
      ...request,
      facts,
      ...(isSetup && { continuationKey: ports.ids.uuid() }),
    };
    const key = await storePipeline(ports.blobs, pipelineKey(runId), pipeline);
    const planned = request.plan.workflows.map((workflow): RunEvent => {
      return { type: 'workflow.planned', v: 1, plan: planSnapshot(workflow) };
    });
    await ports.events.append(runId, 0, [created(number, key, pipeline), ...planned]);
    return { runId, number };
  });
}

function created(number: number, blob: string, pipeline: StoredPipeline): RunCreated {
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
    pipeline: blob,
    ...(pipeline.plan.setup && { setup: true }),
  };
}
