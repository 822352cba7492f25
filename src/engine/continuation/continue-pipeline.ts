import { OrreryError } from '../../base/error.ts';
import { compile, type CompileOutcome } from '../../language/index.ts';
import type { JobKey } from '../../plan/plan.ts';
import { planPipeline } from '../../plan/plan-pipeline.ts';
import type { RunEvent } from '../../run/event.ts';
import { jobOf } from '../../run/job-table.ts';
import type { RunState } from '../../run/state.ts';
import { continuationKey } from '../blob-keys.ts';
import { storePipeline, type StoredPipeline } from '../pipeline-file.ts';
import { planSnapshot } from '../plan-snapshot.ts';
import type { RunSession } from '../run-session.ts';
import { type ContinuationReply, type ContinuationRequest, replies } from './continuation.ts';
import { continuationFile, storeContinuationFindings } from './continuation-findings.ts';
import { withOwnNames } from './own-names.ts';

/** The job that asks. */
export interface Asking {
  readonly job: JobKey;
  /** Hides the job's secrets in a text, keeping its length and its lines. */
  hide(text: string): string;
}

/**
 * Continues the pipeline of a run from its setup phase with the config that one of its jobs gives: section 12 of the
 * language. Resolves when what follows is stored. As in CircleCI a config with errors is accepted, and its pipeline
 * fails. Requests are answered one after the other, so that of several the first alone is accepted (DYN-06).
 */
export async function continuePipeline(
  session: RunSession,
  request: ContinuationRequest,
  asking: Asking,
): Promise<ContinuationReply> {
  return session.inTurn(async () => {
    const refused = refusal(session.state(), session.pipeline, request, asking.job);
    if (refused !== undefined) return refused;
    try {
      return await goOn(session, request, asking);
    } catch (error) {
      if (!(error instanceof OrreryError) || !error.code.startsWith('orb-source/')) throw error;
      return { status: 503, message: error.message };
    }
  });
}

/** Why a request is refused, if it is: the wrong key, no setup phase (any more), a parameter that the trigger gave. */
export function refusal(
  state: RunState,
  setup: StoredPipeline,
  request: ContinuationRequest,
  job: JobKey,
): ContinuationReply | undefined {
  if (setup.continuationKey === undefined || request.key !== setup.continuationKey) return replies.unknownKey;
  const isOpen = state.continuation === undefined && !state.canceling && state.finished === undefined;
  if (!isOpen || jobOf(state.jobs, job)?.phase !== 'running') return replies.notInSetup;
  const given = setup.parameters ?? {};
  return Object.keys(request.parameters).some((name) => Object.hasOwn(given, name))
    ? replies.conflict
    : undefined;
}

async function goOn(
  session: RunSession,
  request: ContinuationRequest,
  asking: Asking,
): Promise<ContinuationReply> {
  const { ports, recorder, pipeline: setup } = session;
  const parameters = { ...setup.parameters, ...request.parameters };
  const outcome = await compile(request.configuration, {
    path: continuationFile,
    parameters,
    values: setup.values,
    orbs: ports.orbs,
    checks: new Map(setup.checks ?? []),
    isContinuation: true,
  });
  const { pipeline, events } = await follow(session, outcome, parameters, asking);
  // Orbs take their time to come: meanwhile the run may have been canceled, which a new plan would undo.
  const late = refusal(session.state(), setup, request, asking.job);
  if (late !== undefined) return late;
  if (pipeline !== undefined) session.continueWith(pipeline);
  recorder.record(...events);
  await recorder.flushed();
  return replies.accepted;
}

/** What happened with a continuation that compiled, or did not; all that the events name is stored. */
async function follow(
  session: RunSession,
  { value, diagnostics, files }: CompileOutcome,
  parameters: ContinuationRequest['parameters'],
  { job, hide }: Asking,
): Promise<{ readonly pipeline?: StoredPipeline; readonly events: readonly RunEvent[] }> {
  const { ports, runId, pipeline: setup } = session;
  const findings =
    diagnostics.length === 0
      ? undefined
      : await storeContinuationFindings(ports.blobs, runId, { diagnostics, files }, hide);
  if (value === undefined)
    return { events: [{ type: 'continuation.failed', v: 1, job, findings: findings ?? '' }] };
  const { trigger, values, options, facts } = setup;
  const taken = setup.plan.workflows.map((workflow) => workflow.name);
  const plan = withOwnNames(planPipeline(value.config, trigger, values), taken);
  const pipeline: StoredPipeline = { plan, trigger, values, options, facts, parameters };
  const key = await storePipeline(ports.blobs, continuationKey(runId), pipeline);
  const warned = findings !== undefined && { findings };
  const event: RunEvent = { type: 'pipeline.continued', v: 1, job, pipeline: key, ...warned };
  return { pipeline, events: [event, ...plansOf(pipeline)] };
}

/** The workflows of a continuation that the run lacks, since a process died while it recorded them. */
export function missingPlans(session: RunSession): readonly RunEvent[] {
  const continued = session.pipelines()[1];
  const { jobs } = session.state();
  if (continued === undefined) return [];
  return plansOf({
    plan: {
      ...continued.plan,
      workflows: continued.plan.workflows.filter(({ jobs: [first] }) => !first || !jobOf(jobs, first.key)),
    },
  });
}

function plansOf({ plan }: Pick<StoredPipeline, 'plan'>): readonly RunEvent[] {
  return plan.workflows.map((workflow) => ({
    type: 'workflow.planned',
    v: 1,
    plan: planSnapshot(workflow),
  }));
}
