import { OrreryError } from '../base/error.ts';
import type { Clock } from './clock.ts';
import type {
  Executor,
  JobSandbox,
  JobSpec,
  OutputSink,
  PrepareProgress,
  StepResult,
  StepSpec,
} from './executor.ts';
import { type FakeFiles, fakeFiles } from './sandbox-files-fake.ts';

/** A step as a script sees it. */
export interface FakeStep {
  readonly job: JobSpec;
  readonly step: StepSpec;
  readonly files: FakeFiles;
  /** The job's, then the step's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a step does. Without anything it ends with 0 at once. */
export interface FakeEnd {
  readonly output?: string | readonly (string | Uint8Array)[];
  readonly exitCode?: number;
  readonly halt?: boolean;
  /** By the fake's clock. */
  readonly delayMs?: number;
  /** Ends only when it is killed. */
  readonly hangs?: boolean;
  /** Ends when this resolves, or when it is killed. */
  readonly until?: Promise<unknown>;
  readonly timesOut?: boolean;
  readonly lost?: string;
}

export interface FakeExecutorOptions {
  readonly clock: Clock;
  /** What the steps do, by their command. */
  readonly script?: (step: FakeStep) => FakeEnd | undefined;
  /** Trouble that `prepare` throws. */
  readonly prepare?: (
    job: JobSpec,
    progress: PrepareProgress,
    signal: AbortSignal,
  ) => Promise<Error | undefined>;
}

export interface FakeExecutor extends Executor {
  /** Sandboxes that were not disposed of. */
  readonly open: () => readonly JobSpec[];
  readonly prepared: readonly JobSpec[];
  readonly reaped: () => number;
}

/**
 * An executor whose steps do what a script says, on files in memory. It fails on misuse: a step after `dispose`, two at
 * a time, a sandbox for an execution that has one.
 */
export function fakeExecutor(options: FakeExecutorOptions): FakeExecutor {
  const open = new Set<JobSpec>();
  const prepared: JobSpec[] = [];
  let reaped = 0;
  return {
    name: 'fake',
    open: () => [...open],
    prepared,
    reaped: () => reaped,
    check: async () => 'fake executor',
    async reap() {
      reaped += 1;
      return [];
    },
    async prepare(job, progress, signal) {
      const twin = [...open].find(
        (o) => o.runId === job.runId && o.job === job.job && o.execution === job.execution,
      );
      if (twin !== undefined) throw misuse(`a second sandbox for ${job.job}`);
      const trouble = await options.prepare?.(job, progress, signal);
      if (trouble !== undefined) throw trouble;
      if (signal.aborted) throw new OrreryError('executor/failed', 'canceled', { fault: 'environment' });
      open.add(job);
      prepared.push(job);
      progress.log(`Fake sandbox with ${job.image?.image ?? 'no image'}`);
      return fakeSandbox(job, options, () => open.delete(job));
    },
  };
}

function misuse(what: string): Error {
  return new Error(`misuse of the executor: ${what}`);
}

function fakeSandbox(job: JobSpec, options: FakeExecutorOptions, onDispose: () => void): JobSandbox {
  const home = '/home/fake';
  const workingDirectory = job.workingDirectory.replace(/^~(?=\/|$)/, home).replace(/^(?!\/)/, `${home}/`);
  const files = fakeFiles();
  files.makeFolder(workingDirectory);
  files.write('/tmp/task/bash-env', '');
  const ending = new AbortController();
  let isRunning = false;
  const check = (): void => {
    if (ending.signal.aborted) throw misuse(`${job.job} is disposed of`);
  };
  const play = async (step: StepSpec, sink: OutputSink, signal: AbortSignal): Promise<StepResult> => {
    const environment = { ...job.environment, ...step.environment };
    const end = options.script?.({ job, step, files, environment }) ?? { exitCode: 0 };
    return playEnd(end, sink, options.clock, signal, ending.signal);
  };
  return {
    home,
    workingDirectory,
    defaultShell: ['/bin/bash', '-eo', 'pipefail', '-c'],
    bashEnv: '/tmp/task/bash-env',
    taskFolder: '/tmp/task',
    arch: 'linux-fake-1',
    async runStep(step, sink, signal) {
      check();
      if (isRunning) throw misuse('two steps at a time');
      isRunning = true;
      try {
        return await play(step, sink, signal);
      } finally {
        isRunning = false;
      }
    },
    async startBackground(step, sink) {
      check();
      const stopping = new AbortController();
      const done = play(step, sink, stopping.signal);
      return {
        done,
        async stop() {
          stopping.abort();
          await done;
        },
      };
    },
    async copyIn(path, tar) {
      check();
      await files.unpack(path, tar);
    },
    async copyOut(path) {
      check();
      return files.pack(path);
    },
    async hasFolder(path) {
      check();
      return (
        files.header(path)?.type === 'directory' || files.list().some((file) => file.startsWith(`${path}/`))
      );
    },
    async dispose() {
      ending.abort();
      onDispose();
    },
  };
}

async function playEnd(
  end: FakeEnd,
  sink: OutputSink,
  clock: Clock,
  signal: AbortSignal,
  disposed: AbortSignal,
): Promise<StepResult> {
  const killed = AbortSignal.any([signal, disposed]);
  const dead = (): StepResult =>
    signal.aborted ? { kind: 'canceled' } : { kind: 'lost', reason: 'the sandbox is gone' };
  if (killed.aborted) return dead();
  for (const chunk of [end.output ?? []].flat())
    await sink(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  const { promise, reject } = Promise.withResolvers<never>();
  killed.addEventListener('abort', () => reject(killed.reason), { once: true });
  try {
    if (end.delayMs !== undefined) await clock.sleep(end.delayMs, killed);
    if (end.until !== undefined) await Promise.race([end.until, promise]);
    if (end.hangs === true) await promise;
  } catch (error) {
    if (!killed.aborted) throw error;
  }
  promise.catch(() => {});
  if (killed.aborted) return dead();
  if (end.timesOut === true) return { kind: 'timed-out' };
  if (end.lost !== undefined) return { kind: 'lost', reason: end.lost };
  return { kind: 'exited', code: end.exitCode ?? 0, halt: end.halt ?? false };
}
