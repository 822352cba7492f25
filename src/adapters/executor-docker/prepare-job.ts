import { randomBytes } from 'node:crypto';
import { OrreryError } from '../../base/error.ts';
import { removeContainer, renameContainer } from '../../container/containers.ts';
import type { ImageDetails } from '../../container/images.ts';
import type { ImageSpec, JobSandbox, JobSpec, PrepareProgress } from '../../ports/executor.ts';
import { circleciScript, continueScript } from '../../sandbox/scripts.ts';
import { bindMount } from './bind-mount.ts';
import { planContainer, type ContainerPlan } from './container-plan.ts';
import { describeEngine, type Engine } from './engine.ts';
import { carriedEnvironment } from './environment.ts';
import { ensureImage } from './image.ts';
import { setUpJob } from './job-facts.ts';
import { jobSandbox } from './job-sandbox.ts';
import { limitsOf } from './limits.ts';
import type { ReadyPool } from './ready-pool.ts';
import type { Removals } from './removals.ts';
import { startServices } from './services.ts';
import { containerName, startPrimary, type StartedContainer } from './start-container.ts';

/** What the jobs of one executor share. */
export interface Shared {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly removals: Removals;
  readonly pool: ReadyPool;
  readonly startAhead: boolean;
  /** Images that `--pull always` has brought up to date: once in an executor's life is enough. */
  readonly pulled: Set<string>;
  /** Sandboxes so far. */
  prepared: number;
}

/** See `Executor.prepare`. */
export async function prepareJob(
  engine: Engine,
  shared: Shared,
  job: JobSpec,
  progress: PrepareProgress,
  signal: AbortSignal,
): Promise<JobSandbox> {
  const spec = primaryImage(job);
  const { environment, leftOut } = carriedEnvironment({ ...spec.environment, ...job.environment });
  progress.log(describeEngine(engine));
  for (const name of leftOut)
    progress.log(`Left out: the variable ${JSON.stringify(name)}, a name that no shell can carry`);
  const { plan, image, workingDirectory } = await planJob(engine, shared, job, spec, progress, signal);
  progress.log(limitsOf(job.resources, engine.info).text);
  signal.throwIfAborted();
  const container = await takeContainer(engine, shared, plan, job);
  const starting = startServices(engine, job, container.id, progress, shared.removals);
  try {
    const facts = await setUpJob(
      container.driver,
      {
        suffix: randomBytes(6).toString('hex'),
        workingDirectory,
        circleciScript,
        continueScript: job.isSetup === true ? continueScript : '',
      },
      environment,
    );
    const services = await starting;
    signal.throwIfAborted();
    startNext(engine, shared, plan, job);
    return jobSandbox({
      engine,
      job,
      container,
      services,
      facts,
      environment,
      arch: ['linux', image.Architecture, ...(facts.cpu === undefined ? [] : [facts.cpu])].join('-'),
      removals: shared.removals,
    });
  } catch (error) {
    container.driver.stream.close();
    const stopServices = starting.then(({ stop }) => stop()).catch(() => {});
    const remove = shared.removals.add(() => removeContainer(engine.client, container.id));
    await Promise.all([stopServices, remove]);
    throw error;
  }
}

function primaryImage(job: JobSpec): ImageSpec {
  if (job.image !== undefined) return job.image;
  throw new OrreryError('executor/failed', 'a machine or macos job has no image to make a container from', {
    fault: 'user',
    hint: 'On this machine itself it runs with --executor host.',
  });
}

interface PlannedJob {
  readonly plan: ContainerPlan;
  readonly image: ImageDetails;
  readonly workingDirectory: string;
}

async function planJob(
  engine: Engine,
  { env, removals, pulled }: Shared,
  job: JobSpec,
  spec: ImageSpec,
  progress: PrepareProgress,
  signal: AbortSignal,
): Promise<PlannedJob> {
  const platform = job.platform ?? (env['DOCKER_DEFAULT_PLATFORM'] || undefined);
  const request = { pull: job.pull, pulled, platform, progress, signal, env };
  const ensure = (spec: ImageSpec): Promise<ImageDetails> => ensureImage(engine.client, { ...request, spec });
  const [image] = await Promise.all([ensure(spec), ...job.services.map(ensure)]);
  const bound = await bindMount(engine, job, spec, image, removals);
  return {
    image,
    plan: planContainer({ job, spec, image, engine, platform, env, binds: bound.binds }),
    workingDirectory: bound.workingDirectory,
  };
}

async function takeContainer(
  engine: Engine,
  { pool, removals }: Shared,
  plan: ContainerPlan,
  job: JobSpec,
): Promise<StartedContainer> {
  const ready = await pool.take(plan.key);
  if (ready === undefined) return startPrimary(engine, plan, job, removals);
  void renameContainer(engine.client, ready.id, containerName(job));
  return ready;
}

/**
 * Starts containers for jobs to come. Where nobody knows whether there are any, from the second sandbox on: one alone is
 * no sign of it. Not where the image's own program would run before there is a job.
 */
function startNext(engine: Engine, shared: Shared, plan: ContainerPlan, job: JobSpec): void {
  shared.prepared += 1;
  const later = job.laterSandboxes ?? (shared.prepared > 1 ? Infinity : 0);
  if (!shared.startAhead || later === 0 || plan.driver === 'exec') return;
  const names = { runId: job.runId, job: 'ready', execution: 0 };
  shared.pool.fill(plan.key, later, () => startPrimary(engine, plan, names, shared.removals));
}
