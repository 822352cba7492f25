import type { JobType, RequirableStatus, ResolvedJob } from '../language/index.ts';

export type { JobType, RequirableStatus };

/** One job of one run, unique over all its workflows and their reruns: `main/build`, `main#2/build`. */
export type JobKey = string & { readonly __brand: 'JobKey' };

export function jobKey(text: string): JobKey {
  return text as JobKey;
}

/** What one trigger runs. Filters applied, names final, acyclic by construction. Plain data: a run stores it. */
export interface PipelinePlan {
  /** `setup: true`: the run waits for one continuation. */
  readonly setup: boolean;
  readonly workflows: readonly WorkflowPlan[];
  /** What steps each job has, by the `definition` of planned jobs. */
  readonly definitions: Readonly<Record<string, ResolvedJob>>;
  readonly leftOut: readonly LeftOut[];
}

export interface WorkflowPlan {
  readonly name: string;
  readonly maxAutoReruns: number;
  /** In the config's order. */
  readonly jobs: readonly PlannedJob[];
}

export interface PlannedJob {
  readonly key: JobKey;
  readonly name: string;
  readonly type: JobType;
  readonly requires: readonly Requirement[];
  readonly contexts: readonly string[];
  readonly parallelism: number;
  readonly serialGroup?: string;
  readonly lockKey?: string;
  /** Key into `PipelinePlan.definitions`; undefined where nothing runs (approval). */
  readonly definition: string | undefined;
}

export interface Requirement {
  readonly job: JobKey;
  readonly statuses: readonly RequirableStatus[];
}

/** A job or (job undefined) a whole workflow that this trigger does not run, and why in one line. */
export interface LeftOut {
  readonly workflow: string;
  readonly job?: string;
  readonly reason: string;
}
