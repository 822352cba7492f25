import type { PipelinePlan } from '../plan.ts';
import type { JobType, ResolvedConfig, ResolvedStep } from '../../language/index.ts';

/** A compiled config, and what the trigger runs of it. */
export interface Side {
  readonly config: ResolvedConfig;
  readonly plan: PipelinePlan;
}

/**
 * What one config means differently from another for the same trigger. Plain data; `plan --against --json` prints it as
 * it stands, so a field that scripts may read is never renamed. Everything empty: no difference.
 */
export interface Comparison {
  readonly runs: readonly RunChange[];
  readonly contexts: readonly ContextChange[];
  /** Of the pipeline: `setup`. */
  readonly settings: readonly SettingChange[];
  readonly orbs: readonly OrbChange[];
  readonly workflows: readonly WorkflowChange[];
  /** Jobs that are in both, under whatever name. Those that came or went stand in their workflows. */
  readonly jobs: readonly JobChange[];
}

/** A job that this trigger runs now and did not before, or the other way round. */
export interface RunChange {
  readonly kind: 'starts' | 'stops';
  readonly workflow: string;
  readonly job: string;
  /** Why it did not run before, or does not run now; null where there is no such job. */
  readonly reason: string | null;
}

/** A context that a job sees now and did not before, or the other way round, whether or not this trigger runs it. */
export interface ContextChange {
  readonly kind: 'exposed' | 'withdrawn';
  readonly workflow: string;
  readonly job: string;
  readonly context: string;
}

export interface OrbChange {
  /** `circleci/node` */
  readonly orb: string;
  /** Exact versions; null where it is not used. */
  readonly before: string | null;
  readonly after: string | null;
}

export type WorkflowChange =
  | { readonly kind: 'added' | 'removed'; readonly workflow: string; readonly jobs: readonly string[] }
  /** The same jobs under a new name. */
  | { readonly kind: 'renamed'; readonly workflow: string; readonly from: string }
  | {
      readonly kind: 'changed';
      readonly workflow: string;
      readonly settings: readonly SettingChange[];
      readonly jobs: readonly EntryChange[];
    };

/** What a workflow says of a job. */
export type EntryChange =
  | {
      readonly kind: 'added' | 'removed';
      readonly job: string;
      readonly type: JobType;
      readonly requires: readonly string[];
    }
  /** `settings`: what changed besides in the workflow; what changed in the job itself stands in `jobs`. */
  | {
      readonly kind: 'renamed';
      readonly job: string;
      readonly from: string;
      readonly settings: readonly SettingChange[];
    }
  | { readonly kind: 'changed'; readonly job: string; readonly settings: readonly SettingChange[] };

/** How a job does its work. */
export interface JobChange {
  /** Its name now. */
  readonly job: string;
  readonly settings: readonly SettingChange[];
  readonly steps: readonly StepChange[];
}

/** A key by CircleCI's name (`resource_class`, `environment.PATH`). */
export type SettingChange =
  /** null: it is not there. */
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: 'list';
      readonly key: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  /** A value that looks secret; whether it is there is all that is told. */
  | { readonly kind: 'hidden'; readonly key: string; readonly before: boolean; readonly after: boolean };

/** Positions count from 1, `from` in the old list, `to` in the new one. */
export type StepChange =
  | { readonly kind: 'added'; readonly to: number; readonly step: StepText }
  | { readonly kind: 'removed'; readonly from: number; readonly step: StepText }
  | { readonly kind: 'moved'; readonly from: number; readonly to: number; readonly step: StepText }
  | {
      readonly kind: 'changed';
      readonly from: number;
      readonly to: number;
      /** It also changed places with others; that it has another number because of steps before it does not count. */
      readonly isMoved: boolean;
      readonly step: StepText;
      readonly settings: readonly SettingChange[];
      /** Empty where it is the same. */
      readonly command: readonly LineChange[];
    };

export interface StepText {
  readonly name: string;
  readonly type: ResolvedStep['kind'];
  /** Of a run step. */
  readonly command: string | null;
}

/** `gap`: lines that are the same and left out, their number in `text`. */
export interface LineChange {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
}
