import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownIdentity } from '../../machine/process-identity.ts';
import { unpackTar } from '../../machine/tar-unpack.ts';
import type { JobSandbox, OutputSink, StepResult } from '../../ports/executor.ts';
import { tarOf } from './copies.ts';
import { sharedFolders } from './folders.ts';
import { killAll, killTree } from './kill.ts';
import { leftovers } from './leftovers.ts';
import type { JobFolder } from './job-folders.ts';
import type { Owner } from './owner.ts';
import { newestPid, readProcessesSince } from './process-table.ts';
import type { JobPlace } from './shell-plan.ts';
import { type RunningStep, startStep, type StepEnd, type StepHost } from './step.ts';

/** Folders that a job's own are written to; a bound one of the user among them. */
export interface HostJob {
  readonly place: JobPlace;
  readonly folder: JobFolder;
  readonly arch: string;
  readonly bind: string | undefined;
  /** Hears of what could not be cleaned up. */
  readonly log: (line: string) => void;
}

export function jobSandbox(owner: Owner, job: HostJob): JobSandbox {
  const { place } = job;
  const strays = { mark: `\0CIRCLE_INTERNAL_TASK_DATA=${place.task}\0`, folder: place.folder };
  const left = leftovers();
  const background = new Set<RunningStep>();
  const newestBefore = newestPid();
  let current: RunningStep | undefined;
  let disposing: Promise<void> | undefined;

  const host = (kill: (pid: number) => Promise<void>): StepHost => ({
    place,
    takePipe: owner.pipes.take,
    kill,
    left: left.take,
  });
  const pidsOf = (steps: Iterable<RunningStep | undefined>): ReadonlySet<number> =>
    new Set([...steps].flatMap((step) => step?.pid ?? []));
  // Orphans born while the step ran are taken for its own, be they a background step's: nothing tells them apart.
  const mainHost = host(async (pid) => killTree(pid, pidsOf(background), strays));
  const backgroundHost = host(async (pid) => killTree(pid, pidsOf([current]), undefined));

  const dispose = async (): Promise<void> => {
    current?.cancel();
    for (const step of background) step.cancel();
    await Promise.allSettled([current?.end, ...[...background].map((step) => step.end)]);
    const since = Number(ownIdentity().started) || 0;
    const rule = { shells: left.groups, spared: new Set<number>(), strays, since };
    const alive = await killAll(rule, () => readProcessesSince(newestBefore));
    for (const { pid } of alive) job.log(`Process ${pid} of this job could not be killed.`);
    left.stop();
    if (alive.length === 0) await owner.jobFolders.giveBack(job.folder);
  };

  return {
    home: place.home,
    workingDirectory: place.workingDirectory,
    defaultShell: place.defaultShell,
    bashEnv: job.folder.bashEnv,
    arch: job.arch,
    async runStep(step, sink, signal) {
      if (disposing !== undefined) return gone;
      if (signal.aborted) return { kind: 'canceled' };
      const started = await startStep(mainHost, step, sink);
      current = started;
      left.speakTo(lateSink(sink));
      const cancel = (): void => started.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted || disposing !== undefined) cancel();
      try {
        return resultOf(await started.end, takeHalt(place));
      } finally {
        signal.removeEventListener('abort', cancel);
        left.speakTo(undefined);
        current = undefined;
      }
    },
    async startBackground(step, sink) {
      if (disposing !== undefined) return { done: Promise.resolve(gone), stop: async () => {} };
      const started = await startStep(backgroundHost, step, sink);
      background.add(started);
      if (disposing !== undefined) started.cancel();
      const end = started.end.finally(() => background.delete(started));
      return {
        done: end.then((how) => resultOf(how, false)),
        async stop() {
          started.cancel();
          await end.catch(() => {});
        },
      };
    },
    async copyIn(path, tar) {
      const own = job.bind === undefined ? [place.folder] : [place.folder, job.bind];
      await unpackTar(path, tar, [...own, ...sharedFolders]);
    },
    copyOut: async (path) => tarOf(path),
    dispose: async () =>
      (disposing ??= dispose().catch((error: unknown) =>
        job.log(`Not all of the job could be removed: ${(error as Error).message}`),
      )),
  };
}

const gone: StepResult = { kind: 'lost', reason: 'the sandbox of the job has been disposed' };

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

/** What a step of before still says, once the sink of the step that runs is done with what it was given. */
function lateSink(sink: OutputSink): OutputSink {
  return (chunk) => {
    try {
      return sink(chunk)?.catch(() => {});
    } catch {
      return undefined; // the step that runs meets the same trouble, and tells of it
    }
  };
}
