import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { ownIdentity } from '../../machine/process-identity.ts';
import { unpackTar } from '../../machine/tar-unpack.ts';
import { untilAborted } from '../../machine/until-aborted.ts';
import type { BackgroundStep, JobSandbox, OutputSink, StepResult, StepSpec } from '../../ports/executor.ts';
import type { Strays } from './belonging.ts';
import { tarOf } from './copies.ts';
import { sharedFolders } from './folders.ts';
import type { JobFolder } from './job-folders.ts';
import { killAll, killTree } from './kill.ts';
import { type Leftovers, leftovers } from './leftovers.ts';
import type { Owner } from './owner.ts';
import { newestPid, readProcessesSince } from './process-table.ts';
import type { JobPlace } from './shell-plan.ts';
import { type RunningStep, startStep, type StepEnd, type StepHost } from './step.ts';

export interface HostJob {
  readonly place: JobPlace;
  readonly folder: JobFolder;
  readonly arch: string;
  /** A folder of the user that is the working directory. */
  readonly bind: string | undefined;
  /** Hears of what could not be cleaned up. */
  readonly log: (line: string) => void;
}

/** A job from its preparation to its end. */
interface LiveJob extends HostJob {
  readonly owner: Owner;
  readonly strays: Strays;
  readonly left: Leftovers;
  readonly background: Set<RunningStep>;
  /** All that runs or is about to. */
  readonly active: Set<Promise<unknown>>;
  /** Processes that came later may be the job's. */
  readonly newestPidBefore: number | undefined;
  /** Ends the copies under way. */
  readonly copies: AbortController;
  current: RunningStep | undefined;
  ending: Promise<void> | undefined;
}

export function jobSandbox(owner: Owner, hostJob: HostJob): JobSandbox {
  const { place, folder, bind } = hostJob;
  const job: LiveJob = {
    ...hostJob,
    owner,
    strays: { mark: `\0CIRCLE_INTERNAL_TASK_DATA=${place.task}\0`, folder: place.folder },
    left: leftovers(),
    background: new Set(),
    active: new Set(),
    newestPidBefore: newestPid(),
    copies: new AbortController(),
    current: undefined,
    ending: undefined,
  };
  const mayWriteTo = [place.folder, ...(bind === undefined ? [] : [bind]), ...sharedFolders];
  return {
    home: place.home,
    workingDirectory: place.workingDirectory,
    defaultShell: place.defaultShell,
    bashEnv: folder.bashEnv,
    taskFolder: place.task,
    arch: job.arch,
    runStep: async (step, sink, signal) => track(job, runStep(job, step, sink, signal)),
    startBackground: async (step, sink) => track(job, startBackground(job, step, sink)),
    copyIn: async (path, tar) =>
      track(job, unpackTar(path, untilAborted(tar, job.copies.signal), mayWriteTo)),
    async copyOut(path) {
      const tar = tarOf(path);
      return tar && untilAborted(tar, job.copies.signal);
    },
    hasFolder: async (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
    dispose: async () => (job.ending ??= endJob(job)),
  };
}

async function track<T>(job: LiveJob, work: Promise<T>): Promise<T> {
  job.active.add(work);
  try {
    return await work;
  } finally {
    job.active.delete(work);
  }
}

const gone: StepResult = { kind: 'lost', reason: 'the sandbox of the job has been disposed' };

function disposed(): OrreryError {
  return new OrreryError('executor/failed', 'the sandbox of the job has been disposed', {
    fault: 'environment',
  });
}

async function runStep(
  job: LiveJob,
  step: StepSpec,
  sink: OutputSink,
  signal: AbortSignal,
): Promise<StepResult> {
  if (job.ending !== undefined) return gone;
  if (signal.aborted) return { kind: 'canceled' };
  // Orphans born while the step ran are taken for its own, be they a background step's: nothing tells them apart.
  const kill = async (pid: number): Promise<void> => killTree(pid, pidsOf(job.background), job.strays);
  const started = await startStep(hostOf(job, kill), step, sink);
  job.current = started;
  job.left.speakTo(lateSink(sink));
  signal.addEventListener('abort', started.cancel, { once: true });
  if (signal.aborted || isEnding(job)) started.cancel();
  try {
    const end = await started.end;
    return resultOf(end, takeHalt(job.place));
  } finally {
    signal.removeEventListener('abort', started.cancel);
    job.left.speakTo(undefined);
    job.current = undefined;
  }
}

async function startBackground(job: LiveJob, step: StepSpec, sink: OutputSink): Promise<BackgroundStep> {
  if (job.ending !== undefined) return { done: Promise.resolve(gone), stop: async () => {} };
  const kill = async (pid: number): Promise<void> => killTree(pid, pidsOf([job.current]), undefined);
  const started = await startStep(hostOf(job, kill), step, sink);
  job.background.add(started);
  if (isEnding(job)) started.cancel();
  const done = track(job, started.end)
    .finally(() => job.background.delete(started))
    .then((end) => resultOf(end, false));
  done.catch(() => {}); // for whoever awaits it; nobody need
  return {
    done,
    async stop() {
      started.cancel();
      await started.end.catch(() => {});
    },
  };
}

/** Never throws: what cannot be removed is told, and left to `reap`. */
async function endJob(job: LiveJob): Promise<void> {
  try {
    job.current?.cancel();
    for (const step of job.background) step.cancel();
    job.copies.abort(disposed());
    await Promise.allSettled(job.active);
    const since = Number(ownIdentity().started) || 0;
    const rule = { shells: job.left.groups, spared: new Set<number>(), strays: job.strays, since };
    const alive = await killAll(rule, () => readProcessesSince(job.newestPidBefore));
    for (const { pid } of alive) job.log(`Process ${pid} of this job could not be killed.`);
    job.left.stop();
    if (alive.length === 0) await job.owner.jobFolders.giveBack(job.folder);
  } catch (error) {
    job.log(`Not all of the job could be removed: ${(error as Error).message}`);
  }
}

function hostOf(job: LiveJob, kill: (pid: number) => Promise<void>): StepHost {
  const { pipes, spawner } = job.owner;
  return { place: job.place, spawner, takePipe: pipes.take, kill, left: job.left.take };
}

function isEnding(job: LiveJob): boolean {
  return job.ending !== undefined;
}

function pidsOf(steps: Iterable<RunningStep | undefined>): ReadonlySet<number> {
  return new Set([...steps].flatMap((step) => step?.pid ?? []));
}

function resultOf(end: StepEnd, halt: boolean): StepResult {
  return end.kind === 'exited' ? { ...end, halt } : end;
}

/** `circleci step halt` leaves a file; it is told once. */
function takeHalt({ task }: JobPlace): boolean {
  const file = join(task, 'halt');
  if (!existsSync(file)) return false;
  rmSync(file, { recursive: true, force: true });
  return true;
}

/** What a step of before still says. Trouble with the sink is the matter of the step that runs, which meets it too. */
function lateSink(sink: OutputSink): OutputSink {
  return (chunk) => {
    try {
      return sink(chunk)?.catch(() => {});
    } catch {
      return undefined;
    }
  };
}
