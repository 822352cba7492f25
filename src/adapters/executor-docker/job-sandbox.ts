import { join } from 'node:path/posix';
import { invariant } from '../../base/invariant.ts';
import { removeContainer } from '../../container/containers.ts';
import { startExec } from '../../container/exec.ts';
import type { JobSandbox, JobSpec, StepSpec } from '../../ports/executor.ts';
import {
  driverCommand,
  encodeJobEnvironment,
  encodeTakeOver,
  type DriverStep,
} from '../../sandbox/protocol.ts';
import { splitShellWords } from '../../sandbox/shell-words.ts';
import { startBackgroundStep, type RunningBackground } from './background-step.ts';
import { copyIn, copyOut, type CopyPlace, hasFolder } from './copy.ts';
import { openDriver } from './driver.ts';
import type { Engine } from './engine.ts';
import { carriedEnvironment } from './environment.ts';
import type { JobFacts } from './job-facts.ts';
import { killAsRoot } from './kill-as-root.ts';
import type { Removals } from './removals.ts';
import { runStep, type LastResort } from './run-step.ts';
import type { Services } from './services.ts';
import type { StartedContainer } from './start-container.ts';

export interface SandboxParts {
  readonly engine: Engine;
  readonly job: JobSpec;
  readonly container: StartedContainer;
  readonly services: Services;
  readonly facts: JobFacts;
  /** The job's, as the steps get it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly arch: string;
  readonly removals: Removals;
}

/** A job's place in its container: one driver for the steps, one more for each background step. */
export function jobSandbox(parts: SandboxParts): JobSandbox {
  const { engine, job, container, services, facts, removals } = parts;
  const { client } = engine;
  const background = new Set<RunningBackground>();
  const ending = new AbortController();
  let removal: Promise<void> | undefined;
  let steps = 0;
  let isRunning = false;
  const removeOwn = (): Promise<void> =>
    (removal ??= removals.add(() => removeContainer(client, container.id)));
  const lastResort: LastResort = {
    killAsRoot: (nonce, runner, since) => killAsRoot(client, container.id, nonce, runner, since),
    removeContainer: removeOwn,
  };
  const place: CopyPlace = {
    client,
    containerId: container.id,
    driver: container.driver,
    owner: facts.owner,
    signal: ending.signal,
  };
  const jobShell = job.shell === undefined ? facts.shell : splitShellWords(job.shell);

  function driverStep(step: StepSpec): Omit<DriverStep, 'nonce'> {
    const where = step.workingDirectory;
    return {
      folder: where === undefined ? facts.work : folderFrom(where, facts),
      environment: carriedEnvironment(step.environment).environment,
      shell: withoutCommandFlag(step.shell === undefined ? jobShell : splitShellWords(step.shell)),
      command: step.command,
      longCommandFile: facts.task === '' ? undefined : `${facts.task}/command-${(steps += 1)}`,
    };
  }

  return {
    home: facts.home,
    workingDirectory: facts.work,
    defaultShell: [...withoutCommandFlag(jobShell), '-c'],
    bashEnv: parts.environment['BASH_ENV'] ?? (facts.task === '' ? '/dev/null' : `${facts.task}/bash_env`),
    taskFolder: facts.task === '' ? undefined : facts.task,
    arch: parts.arch,
    async runStep(step, sink, signal) {
      invariant(!isRunning, 'a sandbox runs one step at a time');
      isRunning = true;
      try {
        const own = { driver: container.driver, runner: container.runner, lastResort };
        return await runStep(own, driverStep(step), sink, step.noOutputTimeoutMs, signal);
      } finally {
        isRunning = false;
      }
    },
    async startBackground(step, sink) {
      const own = driverStep(step);
      const driver = openDriver(await startExec(client, container.id, { command: driverCommand }), {
        endOfInput: 'own',
        watchdogSeconds: engine.watchdogSeconds,
      });
      const running = await startBackgroundStep(driver, own, sink, lastResort, (runner) =>
        [
          encodeTakeOver({ home: facts.home, task: facts.task, runner }),
          encodeJobEnvironment(parts.environment),
        ].join(''),
      );
      background.add(running);
      return running;
    },
    copyIn: (path, tar) => copyIn(place, path, tar),
    copyOut: (path) => copyOut(place, path),
    hasFolder: (path) => hasFolder(place, path),
    async dispose() {
      ending.abort();
      // Marked first: what ends now ends because of us.
      for (const running of background) running.expectEnd();
      const gone = [removeOwn(), services.stop()];
      container.driver.stream.close();
      for (const running of background) running.close();
      await Promise.all(gone);
    },
  };
}

/** `~/…` is below the home, a relative path below the job's working directory (STP-14b). */
function folderFrom(path: string, { home, work }: JobFacts): string {
  if (path === '~') return home;
  return path.startsWith('~/') ? join(home, path.slice(2)) : path.startsWith('/') ? path : join(work, path);
}

/** The driver adds `-c` itself, or runs a file where the command is too long for it. */
function withoutCommandFlag(words: readonly string[]): readonly string[] {
  return words.at(-1) === '-c' ? words.slice(0, -1) : words;
}
