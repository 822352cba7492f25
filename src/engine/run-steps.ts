import type { JobSandbox } from '../ports/executor.ts';
import { backgroundSteps } from './background-steps.ts';
import type { ContinuationRequest } from './continuation/continuation.ts';
import { continuePipeline } from './continuation/continue-pipeline.ts';
import { hideInPlace } from './continuation/hide-in-place.ts';
import { noRequests, type RequestWatch, watchRequests } from './continuation/request-watch.ts';
import type { Variables } from './environment.ts';
import type { ExecutionResult, JobRun } from './job-run.ts';
import { secretValues } from './job-secrets.ts';
import { isDue, stepPlace } from './job-steps.ts';
import type { StepLog } from './step-log.ts';
import type { StepTrack } from './step-track.ts';
import { performStep } from './steps/perform-step.ts';
import type { StepContext, StepEnd } from './steps/step-context.ts';

/** One execution's steps, in a sandbox that is ready. */
export interface StepsRequest {
  readonly run: JobRun;
  readonly execution: number;
  readonly track: StepTrack;
  readonly sandbox: JobSandbox;
  readonly environment: Variables;
}

/**
 * Runs the steps one after the other: STP-15 after a failure, STP-19 after a halt, none after a cancel. Background steps
 * are killed at the end.
 */
export async function runSteps(request: StepsRequest): Promise<ExecutionResult> {
  const { run, track, sandbox } = request;
  const background = backgroundSteps(sandbox, track, run.signal);
  const requests = watchJob(request);
  let failure: ExecutionResult | undefined;
  try {
    for (const [index, step] of run.definition.steps.entries()) {
      if (run.signal.aborted) break;
      if (!isDue(step, failure !== undefined)) continue;
      const place = stepPlace(index);
      if (step.kind === 'run' && step.background) {
        await background.start(place, step);
        continue;
      }
      const log = track.begin(place);
      const end = await performStep(step, contextOf(request, place, log));
      await requests.look();
      if (end.kind === 'lost') log.say(end.reason);
      await track.end(place, log, end);
      if (end.kind === 'lost') return { status: 'infrastructure_fail', reason: end.reason };
      if (end.kind === 'canceled' || isHalt(end)) break;
      if (end.kind !== 'success') failure ??= failed(end);
    }
    if (run.signal.aborted) return { status: 'canceled' };
    return failure ?? { status: 'success', exitCode: 0 };
  } finally {
    await background.stopAll();
    await requests.look();
    requests.close();
  }
}

/** What a job of the setup phase asks is answered while its steps run. */
function watchJob({ run, sandbox }: StepsRequest): RequestWatch {
  const { session, key: job } = run;
  if (!run.job.isSetup) return noRequests;
  const asking = { job, hide: (text: string) => hideInPlace(text, secretValues(run.secrets)) };
  const answer = async (one: ContinuationRequest) => continuePipeline(session, one, asking);
  return watchRequests(sandbox, session.ports.clock, answer, session.fail);
}

function contextOf(request: StepsRequest, step: number, log: StepLog): StepContext {
  const { run, execution, sandbox, environment } = request;
  return {
    session: run.session,
    key: run.key,
    jobNumber: run.number,
    execution,
    step,
    sandbox,
    environment,
    log,
    signal: run.signal,
    addTests: run.addTests,
  };
}

function isHalt(end: StepEnd): boolean {
  return end.kind === 'success' && end.halt === true;
}

/** A step that was silent for too long fails its job like any other (STP-18): `timedout` is for a job's own time limit. */
function failed(end: StepEnd): ExecutionResult {
  const exitCode = end.kind === 'failed' ? end.exitCode : undefined;
  return exitCode === undefined ? { status: 'failed' } : { status: 'failed', exitCode };
}
