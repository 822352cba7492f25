import type { Span } from '../source/span.ts';

/**
 * The compiled config: no templates, no orbs, no invocations left. Plain data that survives JSON, because a run
 * keeps the definitions it was started with.
 */
export interface ResolvedConfig {
  /** A config with `setup: true`: its one workflow must continue the pipeline. */
  readonly setup: boolean;
  /** As the header of the processed config names them, in source order. */
  readonly orbs: readonly ResolvedOrb[];
  /** In order of first use; names are unique. Approvals are not among them. */
  readonly jobs: readonly ResolvedJob[];
  readonly workflows: readonly ResolvedWorkflow[];
  /** Pipeline parameters as bound, defaults included: filter expressions see them (EXP-13). Left out means none. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

export interface ResolvedOrb {
  /** As written: `circleci/node@5`. */
  readonly requested: string;
  /** With the exact version: `circleci/node@5.2.0`. */
  readonly resolved: string;
}

/**
 * Where a value was written, and how it came to where it is, innermost first. A step's chain ends in its job's body; how
 * the job came into its workflow, the job's own origin tells.
 */
export interface Origin {
  readonly span: Span;
  /** What stands at `span`: `run`, `the command "node/install"` (its call), `the job "build"` (its use). */
  readonly what?: string;
  readonly calledFrom?: Origin;
}

export type JobType = 'build' | 'approval' | 'no-op' | 'release' | 'lock' | 'unlock';

export interface ResolvedJob {
  readonly name: string;
  readonly type: Exclude<JobType, 'approval'>;
  /** Undefined for jobs without steps (`no-op`, `release`, `lock`, `unlock`). */
  readonly executor: ResolvedExecutor | undefined;
  /** `shell` of job or executor as written; undefined means the default of the sandbox (EXE-18). */
  readonly shell: string | undefined;
  /** As written, `~` unexpanded. Default `~/project`. */
  readonly workingDirectory: string;
  /** Executor's, then the job's; a later entry of a name wins (GT-J2). */
  readonly environment: readonly EnvironmentEntry[];
  readonly resourceClass: string | undefined;
  /** 1 or more. */
  readonly parallelism: number;
  readonly steps: readonly ResolvedStep[];
  /** For how many days its caches are kept (JOB-06). */
  readonly cacheDays?: number;
  /** Key of a `lock` or `unlock` job. */
  readonly lockKey?: string;
  /** Of its first use, where several uses compile to the same. */
  readonly origin: Origin;
}

/** A variable as the shell sees it; null, integers and booleans are rendered as text already (ENV-04). */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
}

export type ResolvedExecutor =
  | { readonly kind: 'docker'; readonly images: readonly ResolvedImage[] }
  | { readonly kind: 'machine'; readonly image: string | undefined; readonly dockerLayerCaching: boolean }
  | { readonly kind: 'macos'; readonly xcode: string };

/** An entry of `docker:`. The first is where steps run. */
export interface ResolvedImage {
  readonly image: string;
  readonly name?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
  readonly environment: readonly EnvironmentEntry[];
  /** Values may hold `$VAR`, interpolated at run time from contexts and project variables (EXE-11). */
  readonly auth?: { readonly username: string; readonly password: string };
  readonly awsAuth?: Readonly<Record<string, string>>;
}

export type StepWhen = 'always' | 'on_success' | 'on_fail';

interface StepBase {
  readonly name: string;
  readonly origin: Origin;
}

export interface RunStep extends StepBase {
  readonly kind: 'run';
  readonly command: string;
  readonly shell?: string;
  readonly workingDirectory?: string;
  readonly environment: readonly EnvironmentEntry[];
  readonly background: boolean;
  /** Default 600,000. */
  readonly noOutputTimeoutMs: number;
  readonly when: StepWhen;
  /** 0 to 5. */
  readonly maxAutoReruns: number;
  readonly autoRerunDelayMs: number;
}

/** Names of built-in steps are their display names (STP-25, STP-26); `name:` in the config wins. */
export type ResolvedStep =
  | RunStep
  | (StepBase & {
      readonly kind: 'checkout';
      readonly path?: string;
      readonly method: 'blobless' | 'full' | 'shallow';
      readonly depth?: number;
    })
  | (StepBase & {
      readonly kind: 'save_cache';
      readonly key: string;
      readonly paths: readonly string[];
      readonly when: StepWhen;
    })
  | (StepBase & { readonly kind: 'restore_cache'; readonly keys: readonly string[] })
  | (StepBase & {
      readonly kind: 'persist_to_workspace';
      readonly root: string;
      readonly paths: readonly string[];
      readonly when: StepWhen;
    })
  | (StepBase & { readonly kind: 'attach_workspace'; readonly at: string })
  | (StepBase & { readonly kind: 'store_artifacts'; readonly path: string; readonly destination?: string })
  | (StepBase & { readonly kind: 'store_test_results'; readonly path: string })
  | (StepBase & {
      readonly kind: 'setup_remote_docker';
      readonly version?: string;
      readonly dockerLayerCaching: boolean;
    })
  | (StepBase & { readonly kind: 'add_ssh_keys'; readonly fingerprints: readonly string[] })
  /** Known to the language, not to this engine (`with_tool_cache`, `install_signing_bundle`): shown, does nothing. */
  | (StepBase & { readonly kind: 'unsupported'; readonly step: string });

/** Job statuses a requirement can name (WFL-36). */
export type RequirableStatus = 'success' | 'failed' | 'canceled' | 'unauthorized' | 'not_run';

export interface ResolvedRequirement {
  /** Final name of a job of the same workflow. */
  readonly job: string;
  readonly statuses: readonly RequirableStatus[];
}

/** `branches`/`tags` filters as written (WFL-45), or an expression over pipeline values (WFL-50). */
export type ResolvedFilters =
  | {
      readonly kind: 'refs';
      readonly branches?: RefFilter;
      readonly tags?: RefFilter;
    }
  | { readonly kind: 'expression'; readonly expression: string };

export interface RefFilter {
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
}

export interface ResolvedWorkflowJob {
  /** Final name. Two entries may share one (GT2-N1). */
  readonly name: string;
  readonly type: JobType;
  /** Name of the entry in `ResolvedConfig.jobs`; undefined for an approval. */
  readonly job: string | undefined;
  readonly requires: readonly ResolvedRequirement[];
  readonly contexts: readonly string[];
  readonly filters: ResolvedFilters | undefined;
  readonly serialGroup?: string;
  readonly origin: Origin;
}

export interface ResolvedSchedule {
  /** Five fields, UTC. */
  readonly cron: string;
  readonly branches: RefFilter;
}

export interface ResolvedWorkflow {
  readonly name: string;
  readonly jobs: readonly ResolvedWorkflowJob[];
  /** Not empty: the workflow runs by these alone, never on a push (WFL-77). */
  readonly schedules: readonly ResolvedSchedule[];
  /** 0 to 5. */
  readonly maxAutoReruns: number;
  readonly origin: Origin;
}
