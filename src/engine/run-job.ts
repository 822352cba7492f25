import { createMask } from './masking.ts';
import type { JobKey } from '../plan/plan.ts';
import type { JobStatus } from '../run/event.ts';
import type { ExecutionResult, JobRun } from './job-run.ts';
import { secretValues, unknownContext } from './job-secrets.ts';
import { stepsOf } from './job-steps.ts';
import { runExecution } from './run-execution.ts';
import type { RunSession, SessionJob } from './run-session.ts';
import { failedTestsFile, readTests } from './failed-tests.ts';
import type { TaskFiles } from './task-files.ts';
import type { TestResult } from './test-results.ts';
import { storeTimings } from './test-timings.ts';

/**
 * Runs a job from its start to its end; resolves when the end is stored. Work that goes on after that, the removal of
 * its sandboxes, goes to `leave`. Its start is stored before anything of it runs: a job is never started twice.
 */
export async function runJob(
  session: RunSession,
  key: JobKey,
  signal: AbortSignal,
  leave: (work: Promise<void>) => void,
): Promise<void> {
  const job = session.job(key);
  const { definition, planned } = job;
  if (definition?.executor === undefined) return passJob(session, key, job);
  const usesSshKeys = definition.steps.some((step) => step.kind === 'add_ssh_keys');
  const found = await session.secrets(planned.contexts, usesSshKeys);
  if (found.kind === 'unknown-context') {
    return finish(session, key, 'unauthorized', unknownContext(found.name, found.known));
  }
  const nodes = nodesOf(planned.parallelism, session.pipeline.options.index);
  const number = await session.jobNumber();
  await start(session, key, number, nodes.length, stepsOf(definition));
  const tests: TestResult[] = [];
  const run: JobRun = {
    session,
    key,
    job,
    definition,
    number,
    secrets: found.secrets,
    mask: createMask([...secretValues(found.secrets), ...(job.isSetup ? [continuationKeyOf(session)] : [])]),
    taskFiles: await taskFilesOf(session, job),
    signal,
    addTests: (more) => tests.push(...more),
    leave,
  };
  const results = await Promise.all(nodes.map(async (node) => runExecution(run, node)));
  if (tests.length > 0) await storeTimings(session.ports.blobs, planned.name, tests);
  const { status, reason } = jobResult(results);
  await finish(session, key, status, reason);
}

/** A secret, which the continuation orb prints. */
function continuationKeyOf({ pipeline }: RunSession): string {
  return pipeline.continuationKey ?? '';
}

async function taskFilesOf(session: RunSession, { state, planned }: SessionJob): Promise<TaskFiles> {
  const timings = await session.timings(planned.name);
  const { failedTestsOf } = state;
  const failed = failedTestsOf && (await readTests(session.ports.blobs, session.testResults(failedTestsOf)));
  return {
    ...(timings !== undefined && { 'test-timings.tsv': timings }),
    ...(failed !== undefined && { 'failed-tests': failedTestsFile(failed) }),
  };
}

/** Jobs without steps: `lock`, `unlock`, and `release`, which has a meaning only with CircleCI's release agent. */
async function passJob(session: RunSession, key: JobKey, { planned }: SessionJob): Promise<void> {
  await start(session, key, await session.jobNumber(), 0, []);
  const reason =
    planned.type === 'release' ? 'release plans run only on CircleCI: nothing was done' : undefined;
  await finish(session, key, 'success', reason);
}

async function start(
  session: RunSession,
  job: JobKey,
  number: number,
  executions: number,
  steps: ReturnType<typeof stepsOf>,
): Promise<void> {
  const executor = session.pipeline.options.executor;
  session.recorder.record({ type: 'job.started', v: 1, job, number, executor, executions, steps });
  await session.recorder.flushed();
}

async function finish(
  session: RunSession,
  job: JobKey,
  status: JobStatus,
  reason: string | undefined,
): Promise<void> {
  const event = { type: 'job.finished', v: 1, job, status } as const;
  session.recorder.record(reason === undefined ? event : { ...event, reason });
  await session.recorder.flushed();
}

/** Which executions run: all, or the one that `--index` picks of a parallel job. */
function nodesOf(parallelism: number, index: number | undefined): readonly number[] {
  const all = Array.from({ length: parallelism }, (_, node) => node);
  return parallelism === 1 || index === undefined ? all : all.filter((node) => node === index);
}

/** JOB-03: the job fails when one of its executions does. */
const worst: readonly JobStatus[] = ['canceled', 'failed', 'infrastructure_fail', 'success'];

function jobResult(results: readonly ExecutionResult[]): ExecutionResult {
  if (results.length === 0)
    return { status: 'failed', reason: 'the job has no execution of that index: see --index' };
  const status = worst.find((one) => results.some((result) => result.status === one)) ?? 'success';
  return results.find((result) => result.status === status) ?? { status };
}
