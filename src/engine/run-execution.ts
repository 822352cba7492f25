import { OrreryError } from '../base/error.ts';
import type { JobSandbox } from '../ports/executor.ts';
import { workflowOf } from '../run/attempts.ts';
import type { RunState } from '../run/state.ts';
import { type BuiltInFacts, builtInVariables } from './built-in-variables.ts';
import {
  describeEnvironment,
  type EnvironmentLayers,
  interpolationVariables,
  jobEnvironment,
  type Variables,
} from './environment.ts';
import { type ExecutionResult, type JobRun, openJobLog } from './job-run.ts';
import { executorNotes, jobSpec } from './job-spec.ts';
import { environmentStep, spinUpStep } from './job-steps.ts';
import { builtRevision } from './pipeline-file.ts';
import { runSteps } from './run-steps.ts';
import { type StepTrack, trackSteps } from './step-track.ts';
import { placeTaskFiles } from './task-files.ts';

/** One of the `parallelism` executions of a job, from its sandbox to its end (JOB-03). */
export async function runExecution(run: JobRun, execution: number): Promise<ExecutionResult> {
  const result = await runInSandbox(run, execution);
  const { status, exitCode } = result;
  const event = { type: 'execution.finished', v: 1, job: run.key, execution, status } as const;
  run.session.recorder.record(exitCode === undefined ? event : { ...event, exitCode });
  return result;
}

async function runInSandbox(run: JobRun, execution: number): Promise<ExecutionResult> {
  const track = trackSteps(run, execution);
  const layers = environmentLayers(run, execution);
  const environment = jobEnvironment(layers);
  const prepared = await prepare(run, execution, track, environment, layers);
  if ('status' in prepared) return prepared;
  try {
    const log = track.begin(environmentStep);
    log.say(describeEnvironment(environment, secretNames(layers), prepared.bashEnv).trimEnd());
    await placeTaskFiles(prepared, run.taskFiles);
    await track.end(environmentStep, log, { kind: 'success' });
    return await runSteps({ run, execution, track, sandbox: prepared, environment });
  } finally {
    run.leave(prepared.dispose());
  }
}

function environmentLayers(run: JobRun, execution: number): EnvironmentLayers {
  const { session, job, definition, secrets } = run;
  const { pipeline, runId, created } = session;
  const { executor } = definition;
  const facts: BuiltInFacts = {
    runId,
    pipelineNumber: created.number,
    trigger: pipeline.trigger,
    source: pipeline.facts,
    revision: builtRevision(pipeline),
    workflow: workflowOf(job.state.workflow),
    workflowAttempt: job.state.workflow,
    jobKey: run.key,
    jobName: job.planned.name,
    jobNumber: run.number,
    nodeIndex: execution,
    nodeTotal: job.planned.parallelism,
    workingDirectory: definition.workingDirectory,
    continuationKey: job.isSetup ? pipeline.continuationKey : undefined,
  };
  const builtIns = builtInVariables(facts);
  return {
    ...secrets,
    options: pipeline.options.environment,
    builtIns,
    image: executor?.kind === 'docker' ? (executor.images[0]?.environment ?? []) : [],
    job: definition.environment,
  };
}

/** What is not shown by value: besides secrets also what `-e` gave, which often is one. */
function secretNames({ project, contexts, options }: EnvironmentLayers): ReadonlySet<string> {
  const names = [project, ...contexts].flatMap((variables) => [...variables.keys()]);
  return new Set([...names, ...Object.keys(options)]);
}

/** The sandbox, or how the execution ended without one. */
async function prepare(
  run: JobRun,
  execution: number,
  track: StepTrack,
  environment: Variables,
  layers: EnvironmentLayers,
): Promise<JobSandbox | ExecutionResult> {
  const { session, key, definition, signal } = run;
  const { runId, pipeline } = session;
  const authVariables = interpolationVariables(layers);
  const laterSandboxes = jobsToCome(session.state());
  const spec = jobSpec({
    runId,
    job: key,
    execution,
    definition,
    isSetup: run.job.isSetup,
    pipeline,
    environment,
    authVariables,
    laterSandboxes,
  });
  let log = track.begin(spinUpStep);
  for (const note of executorNotes(definition)) log.say(note);
  const progress = {
    log: (line: string) => log.say(line),
    transfer: (what: string, done: number, total: number) =>
      session.listener.transfer(key, what, done, total),
  };
  try {
    const sandbox = await session.executor.prepare(spec, progress, signal);
    await track.end(spinUpStep, log, { kind: 'success' });
    // What comes later, as from a service that dies, goes on at the end of the same log.
    log = openJobLog(run, execution, spinUpStep);
    return closingLog(sandbox, async () => log.close());
  } catch (error) {
    const isCanceled = signal.aborted;
    if (!isCanceled && !(error instanceof OrreryError)) throw error;
    const reason = isCanceled ? undefined : reasonOf(error as OrreryError);
    if (reason !== undefined) log.say(reason);
    await track.end(spinUpStep, log, { kind: isCanceled ? 'canceled' : 'failed' });
    if (reason === undefined) return { status: 'canceled' };
    return { status: 'infrastructure_fail', reason };
  }
}

/** Jobs that have not begun. Some may never run, when one that they require fails. */
function jobsToCome({ unfinished, running, held }: RunState): number {
  return unfinished - running.length - held.length;
}

function closingLog(sandbox: JobSandbox, close: () => Promise<void>): JobSandbox {
  return {
    ...sandbox,
    async dispose() {
      await sandbox.dispose();
      await close();
    },
  };
}

function reasonOf(error: OrreryError): string {
  const text = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
