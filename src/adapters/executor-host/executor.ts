import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import type { Executor, JobSandbox, JobSpec } from '../../ports/executor.ts';
import { bindFolder, jobFolder, makeFolder } from './folders.ts';
import { jobSandbox } from './job-sandbox.ts';
import { machineEnvironment } from './machine-environment.ts';
import { defaultShellWords, describeMachine, machineArch } from './machine-facts.ts';
import { type Owner, startOwner } from './owner.ts';
import { reapDead } from './reap.ts';
import { longVariable, tooLongVariable } from './shell-plan.ts';
import { continueScript } from '../../sandbox/scripts.ts';
import { splitShellWords } from '../../sandbox/shell-words.ts';

export interface HostExecutorOptions {
  /**
   * Where jobs get their folders; made if missing, for this user alone. Outside of any repository: git, npm and their
   * like look for their files in the folders above, and would find the user's.
   */
  readonly work: string;
  /** The user's own environment, of which a few variables are passed on. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs jobs on this machine as the user who calls, without any engine: each job in a folder of its own, which is its home. */
export function hostExecutor({ work, environment }: HostExecutorOptions): Executor {
  let owner: Owner | undefined;
  let machine: Readonly<Record<string, string>> | undefined;

  return {
    name: 'host',
    async check() {
      refuseWindows();
      return `this machine: ${describeMachine()}`;
    },
    async prepare(job, progress, signal) {
      signal.throwIfAborted();
      refuseWindows();
      refuseServices(job);
      const long = tooLongVariable(job.environment);
      if (long !== undefined) throw failed(longVariable(long), 'Put the value into a file.');
      tellWhere(job, progress.log);
      owner ??= startOwner(work);
      machine ??= machineEnvironment(environment);
      return prepareJob(owner, machine, job, progress.log);
    },
    reap: async () => reapDead(work),
    async close() {
      const ended = owner;
      owner = undefined;
      await ended?.end();
    },
  };
}

async function prepareJob(
  owner: Owner,
  machine: Readonly<Record<string, string>>,
  job: JobSpec,
  log: (line: string) => void,
): Promise<JobSandbox> {
  const folder = owner.jobFolders.take();
  const { home, task, bashEnv } = folder;
  try {
    const bind = job.bind === undefined ? undefined : bindFolder(job.bind);
    const workingDirectory = bind ?? jobFolder(job.workingDirectory, home, log);
    makeFolder(workingDirectory);
    const defaultShell =
      job.shell === undefined ? defaultShellWords() : [...splitShellWords(job.shell), '-c'];
    if (job.isSetup === true) placeContinue(task);
    const environment = { ...machine, HOME: home, BASH_ENV: bashEnv, ...job.environment };
    const place = {
      folder: folder.path,
      home,
      workingDirectory,
      task,
      bin: job.isSetup === true ? `${join(task, 'bin')}:${owner.bin}` : owner.bin,
      defaultShell,
      environment,
    };
    return jobSandbox(owner, { place, folder, arch: machineArch(), bind, log });
  } catch (error) {
    await owner.jobFolders.giveBack(folder);
    if (error instanceof OrreryError) throw error;
    throw failed(`could not make the folder of the job: ${(error as Error).message}`, undefined, error);
  }
}

/** What only jobs of a setup phase have; it goes with the job's folder. */
function placeContinue(task: string): void {
  const bin = join(task, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['circleci-continue', 'curl', 'wget'])
    writeFileSync(join(bin, name), continueScript, { mode: 0o755 });
}

function tellWhere(job: JobSpec, log: (line: string) => void): void {
  log(`On this machine itself: ${describeMachine()}`);
  if (job.image !== undefined)
    log(`The host executor ignores the image ${job.image.image}: steps use the programs of this machine.`);
  if (job.bind !== undefined) log(`The working directory is ${job.bind} itself.`);
  if (job.volumes !== undefined) log('Volumes are mounted in containers only: the host has its own files.');
}

function refuseServices({ services }: JobSpec): void {
  if (services.length === 0) return;
  const images = services.map((service) => service.image).join(', ');
  // Going on would let the job find whatever runs on that port here: the user's own database, for one.
  throw failed(
    `the job needs service containers (${images}), which the host executor does not start`,
    'Run it in containers: orrery run --executor docker',
  );
}

function refuseWindows(): void {
  if (process.platform !== 'win32') return;
  throw new OrreryError('executor/unavailable', 'the host executor does not run on Windows', {
    fault: 'environment',
    hint: 'Use --executor docker, or run orrery inside WSL.',
  });
}

function failed(message: string, hint?: string, cause?: unknown): OrreryError {
  const fault = cause === undefined ? 'user' : 'environment';
  return new OrreryError('executor/failed', message, { fault, cause, ...(hint !== undefined && { hint }) });
}
