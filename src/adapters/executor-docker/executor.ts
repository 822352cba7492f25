import type { Executor } from '../../ports/executor.ts';
import { describeEngine, reachEngine, type Engine } from './engine.ts';
import { prepareJob, type Shared } from './prepare-job.ts';
import { createReadyPool } from './ready-pool.ts';
import { reapEngine } from './reap.ts';
import { createRemovals } from './removals.ts';

export interface DockerExecutorOptions {
  /** Where to find the engine and the user's logins: `DOCKER_HOST`, `HOME`, …; usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Start containers for jobs to come while others run. Default true. */
  readonly startAhead?: boolean;
  /** How long a container of an engine across a network outlives the last word from here. Default 30. */
  readonly watchdogSeconds?: number;
}

/** Jobs in containers of Docker, or of Podman, whose API is the same. */
export function dockerExecutor({
  env,
  startAhead = true,
  watchdogSeconds = 30,
}: DockerExecutorOptions): Executor {
  let reaching: Promise<Engine> | undefined;
  let engine: Engine | undefined;
  const removals = createRemovals();
  const pool = createReadyPool(() => engine, removals);
  const shared: Shared = { env, removals, pool, startAhead, pulled: new Set(), prepared: 0 };

  /** The first that answers is kept; a failure is not, as the engine may be started meanwhile. */
  async function reach(): Promise<Engine> {
    reaching ??= reachEngine(env, watchdogSeconds);
    try {
      return (engine = await reaching);
    } catch (error) {
      reaching = undefined;
      throw error;
    }
  }
  return {
    name: 'docker',
    check: async () => describeEngine(await reach()),
    async prepare(job, progress, signal) {
      signal.throwIfAborted();
      return prepareJob(await reach(), shared, job, progress, signal);
    },
    reap: async () => reapEngine(await reach()),
    async close() {
      await pool.close();
      await removals.allDone();
      engine?.client.close();
    },
  };
}
