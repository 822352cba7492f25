import { invariant } from '../base/invariant.ts';
import { OrreryError } from '../base/error.ts';
import type { JobKey, PlannedJob } from '../plan/plan.ts';
import type { ResolvedJob } from '../language/index.ts';
import type { Executor } from '../ports/executor.ts';
import { apply } from '../run/apply.ts';
import { workflowOf } from '../run/attempts.ts';
import type { Recorded, RunCreated, RunEvent } from '../run/event.ts';
import { jobOf, jobsOf } from '../run/job-table.ts';
import { initialState, type JobState, type RunState } from '../run/state.ts';
import type { EnginePorts } from './engine-ports.ts';
import { inTurn, type InTurn } from './in-turn.ts';
import { secretReader } from './job-secrets.ts';
import { loadPipeline, type StoredPipeline } from './pipeline-file.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { RunListener } from './run-request.ts';
import { timingsReader } from './test-timings.ts';

/** What everything shares that works on a run in this process. */
export interface RunSession {
  readonly ports: EnginePorts;
  readonly runId: string;
  readonly created: RunCreated;
  /** What it was started with. */
  readonly pipeline: StoredPipeline;
  /** That, and what its setup phase continued with, if it did. */
  pipelines(): readonly StoredPipeline[];
  /** Takes up what the setup phase continues with; the caller records it. */
  continueWith(pipeline: StoredPipeline): void;
  /** For what must not happen twice at a time. */
  readonly inTurn: InTurn;
  readonly executor: Executor;
  readonly listener: RunListener;
  readonly recorder: Recorder;
  readonly secrets: ReturnType<typeof secretReader>;
  readonly timings: ReturnType<typeof timingsReader>;
  /** The fold of what is stored. */
  state(): RunState;
  /** Workspace layers of a job, in the order persisted. */
  layers(job: JobKey): readonly WorkspaceLayer[];
  /** Keys of the blobs with the test results that a job stored. */
  testResults(job: JobKey): readonly string[];
  /** Ids of the attempts that a person asked for. */
  manualAttempts(): ReadonlySet<string>;
  job(key: JobKey): SessionJob;
  /** A new number for a job (`CIRCLE_BUILD_NUM`). */
  jobNumber(): Promise<number>;
  /** Trouble that ends the work on the run: the store is full. Only the first counts. */
  fail(error: unknown): void;
}

export interface WorkspaceLayer {
  readonly execution: number;
  readonly blob: string;
}

export interface SessionJob {
  readonly state: JobState;
  /** Of the setup phase (DYN-03). */
  readonly isSetup: boolean;
  readonly planned: PlannedJob;
  /** Undefined where nothing runs. */
  readonly definition: ResolvedJob | undefined;
}

/** Reads the run and what it was started with. `onChange` is called when a stored event changed the state, `onTrouble` once. */
export async function openSession(
  ports: EnginePorts,
  runId: string,
  listener: RunListener,
  told: { readonly onChange: () => void; readonly onTrouble: (error: unknown) => void },
): Promise<RunSession> {
  const events = await Array.fromAsync(ports.events.read(runId, 0));
  const created = createdOf(events);
  const pipeline = await loadPipeline(ports.blobs, created.pipeline);
  const executor = ports.executors[pipeline.options.executor];
  if (executor === undefined)
    throw new OrreryError('executor/unavailable', `no executor "${pipeline.options.executor}" here`, {
      fault: 'environment',
    });

  const pipelines = [pipeline, ...(await loadContinuation(ports, events))];
  const fold = createFold();
  for (const { event } of events) fold.add(event);
  let isFailed = false;
  const fail = (error: unknown): void => {
    if (!isFailed) told.onTrouble(error);
    isFailed = true;
  };
  const onRecorded = (recorded: Recorded): void => {
    const before = fold.state();
    fold.add(recorded.event);
    listener.event(recorded);
    if (fold.state() !== before) told.onChange();
  };
  const recorder = createRecorder(ports.events, runId, events.at(-1)?.seq ?? 0, onRecorded, fail);
  return {
    ports,
    runId,
    created,
    pipeline,
    executor,
    listener,
    recorder,
    fail,
    secrets: secretReader(ports.secrets),
    timings: timingsReader(ports.blobs),
    state: fold.state,
    layers: fold.layers,
    testResults: fold.testResults,
    manualAttempts: fold.manualAttempts,
    pipelines: () => pipelines,
    continueWith: (continued) => void pipelines.push(continued),
    inTurn: inTurn(),
    job: jobFinder(() => pipelines, fold.state),
    jobNumber: jobNumbers(ports, fold.state),
  };
}

export function createdOf(events: readonly Recorded[]): RunCreated {
  const created = events[0]?.event;
  if (created?.type !== 'run.created')
    throw new OrreryError('not-found', 'there is no such run', { fault: 'user' });
  return created;
}

async function loadContinuation(
  ports: EnginePorts,
  events: readonly Recorded[],
): Promise<readonly StoredPipeline[]> {
  const [key] = events.flatMap(({ event }) => (event.type === 'pipeline.continued' ? [event.pipeline] : []));
  return key === undefined ? [] : [await loadPipeline(ports.blobs, key)];
}

/** The run's state, and the workspace, as events come. */
function createFold() {
  let state = initialState;
  const layers = new Map<JobKey, readonly WorkspaceLayer[]>();
  const results = new Map<JobKey, readonly string[]>();
  const manual = new Set<string>();
  return {
    state: () => state,
    layers: (job: JobKey) => layers.get(jobOf(state.jobs, job)?.kept?.from ?? job) ?? [],
    testResults: (job: JobKey) => results.get(job) ?? [],
    manualAttempts: () => manual,
    add(event: RunEvent) {
      state = apply(state, event);
      if (event.type === 'workflow.planned' && event.plan.attempt > 1 && event.plan.automatic !== true)
        manual.add(event.plan.id);
      if (event.type === 'tests.stored')
        results.set(event.job, [...(results.get(event.job) ?? []), event.blob]);
      if (event.type !== 'workspace.persisted') return;
      const { job, execution, blob } = event;
      layers.set(job, [...(layers.get(job) ?? []), { execution, blob }]);
    },
  };
}

/** Jobs of every attempt by their key; a rerun's have the definitions of the first attempt's. */
function jobFinder(
  pipelines: () => readonly StoredPipeline[],
  state: () => RunState,
): (key: JobKey) => SessionJob {
  const known = new Map<string, Omit<SessionJob, 'state'>>();
  let read = 0;
  const readNew = (): void => {
    for (const { plan } of pipelines().slice(read))
      for (const planned of plan.workflows.flatMap((workflow) => workflow.jobs)) {
        const { key, definition: name } = planned;
        const definition = name === undefined ? undefined : plan.definitions[name];
        known.set(key, { planned, definition, isSetup: plan.setup });
      }
    read = pipelines().length;
  };
  return (key) => {
    readNew();
    const job = jobOf(state().jobs, key);
    const found = job && known.get(workflowOf(job.workflow) + key.slice(job.workflow.length));
    invariant(job !== undefined && found !== undefined, `no job ${key} in the plan`);
    return { state: job, ...found };
  };
}

/** Numbers are taken in one go for all jobs that may still start, the first time that one does. */
function jobNumbers(ports: EnginePorts, state: () => RunState): () => Promise<number> {
  let free: number[] = [];
  let taking: Promise<void> | undefined;
  const take = async (): Promise<void> => {
    const waiting = jobsOf(state().jobs).filter((job) => job.phase === 'blocked' || job.phase === 'queued');
    const count = Math.max(1, waiting.length);
    const first = await ports.events.takeJobNumbers(count);
    free = Array.from({ length: count }, (_, i) => first + i);
    taking = undefined;
  };
  return async () => {
    for (;;) {
      const next = free.shift();
      if (next !== undefined) return next;
      await (taking ??= take());
    }
  };
}
