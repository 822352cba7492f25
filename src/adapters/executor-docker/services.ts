import { createContainer, nextExit, removeContainer, startContainer } from '../../container/containers.ts';
import { refusalOf } from '../../container/refusal.ts';
import { OrreryError } from '../../base/error.ts';
import type { ImageSpec, JobSpec, PrepareProgress } from '../../ports/executor.ts';
import { planService } from './container-plan.ts';
import type { Engine } from './engine.ts';
import { containerName, labelsFor } from './start-container.ts';
import { followTail } from './output-tail.ts';
import type { Removals } from './removals.ts';

/** The secondary containers of a job (EXE-07). */
export interface Services {
  stop(): Promise<void>;
}

/** Starts all, side by side; after a throw none is left. One that ends before the job does is told to `progress`. */
export async function startServices(
  engine: Engine,
  job: JobSpec,
  primaryId: string,
  progress: PrepareProgress,
  removals: Removals,
): Promise<Services> {
  const state = { isStopping: false };
  const ids = new Set<string>();
  const stop = async (): Promise<void> => {
    state.isStopping = true;
    await Promise.all([...ids].map((id) => removals.add(() => removeContainer(engine.client, id))));
  };
  const starts = await Promise.allSettled(
    job.services.map((spec, index) =>
      startService(engine, job, spec, index, primaryId, ids, state, progress),
    ),
  );
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed === undefined) return { stop };
  await stop();
  throw failed.reason;
}

async function startService(
  engine: Engine,
  job: JobSpec,
  spec: ImageSpec,
  index: number,
  primaryId: string,
  ids: Set<string>,
  state: { readonly isStopping: boolean },
  progress: PrepareProgress,
): Promise<void> {
  const { client } = engine;
  const title = spec.name === undefined ? spec.image : `${spec.name} (${spec.image})`;
  try {
    const config = { ...planService(job, spec, primaryId, engine.info), Labels: labelsFor(job) };
    const id = await createContainer(client, containerName(job, `s${index + 1}-`), config);
    ids.add(id);
    const tail = await followTail(client, id);
    const exit = nextExit(client, id);
    exit.catch(() => {});
    await startContainer(client, id);
    const started = performance.now();
    progress.log(`Service ${title}: started`);
    void exit.then(
      (code) => {
        if (state.isStopping) return;
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        progress.log(`Service ${title}: ended with code ${code} after ${seconds} s${tail()}`);
      },
      () => {},
    );
  } catch (error) {
    const reason = refusalOf(error)?.message;
    if (reason === undefined) throw error;
    throw new OrreryError('executor/failed', `the service ${title} did not start: ${reason}`, {
      fault: 'environment',
      cause: error,
    });
  }
}
