import type { CheckLevel } from '../language/index.ts';
import type { PipelinePlan } from '../plan/plan.ts';
import type { Trigger } from '../plan/trigger.ts';
import type { JobKey } from '../plan/plan.ts';
import type { Recorded } from '../run/event.ts';

/** What `run` asks the engine for. Plain data: it is stored with the run, so that approvals and reruns go on with it. */
export interface RunRequest {
  readonly plan: PipelinePlan;
  readonly trigger: Trigger;
  /** Pipeline values by name without `pipeline.`, as the config was compiled with. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** Pipeline parameters that the trigger gave; a continuation gets them too (DYN-05). */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly options: RunOptions;
  /** What findings in a config that continues the pipeline count as, by code. */
  readonly checks?: readonly CheckLevel[];
}

/** How the jobs of a run run. */
export interface RunOptions {
  /** Key into `EnginePorts.executors`: `docker` or `host`. */
  readonly executor: string;
  /** What a `checkout` step gets; `bind` works in the user's folder itself. */
  readonly checkout:
    | { readonly kind: 'tree' }
    | { readonly kind: 'commit'; readonly revision: string }
    | { readonly kind: 'bind' };
  /** Bind mounts for every job in a container: `/of/the/user:/in/the/container[:ro]`. */
  readonly volumes?: readonly string[];
  readonly pull: 'missing' | 'always' | 'never';
  readonly platform: string | undefined;
  /** Jobs at the same time, 1 or more. */
  readonly concurrency: number;
  /** `-e` and `--env-file`: above contexts and project variables, below built-ins and the config's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** False with `--no-cache`: restore_cache misses, save_cache does nothing. */
  readonly caches: boolean;
  /** Approvals that are granted as soon as they are reached. */
  readonly approve: 'all' | readonly string[];
  /** Only this execution of each parallel job. */
  readonly index: number | undefined;
}

/** Whoever watches a run. Called in order; must not throw. */
export interface RunListener {
  event(recorded: Recorded): void;
  /** Output of a step as stored: masked. */
  output(job: JobKey, execution: number, step: number, chunk: Uint8Array): void;
  /** A pull or a big copy under way; total 0 when unknown. */
  transfer(job: JobKey, what: string, doneBytes: number, totalBytes: number): void;
}
