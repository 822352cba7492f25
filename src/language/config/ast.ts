import type { Span } from '../source/span.ts';
import type { MapNode, Node } from '../tree/node.ts';

/*
 * The document as definitions, as written. Wherever a value may still be a template the `Node` is kept; what it is
 * gets decided after rendering.
 */

export const parameterTypes = [
  'string',
  'boolean',
  'integer',
  'enum',
  'executor',
  'steps',
  'env_var_name',
] as const;
export type ParameterType = (typeof parameterTypes)[number];

export interface ParameterAst {
  readonly name: string;
  readonly nameSpan: Span;
  readonly type: ParameterType;
  /** Undefined: the parameter is required. A null default is none (PAR-03). */
  readonly default: Node | undefined;
  /** Of an enum. */
  readonly members: readonly string[];
  /** Something in the declaration is wrong, and reported; what follows from that is then nothing to tell of. */
  readonly isBroken: boolean;
}

/** By name, in source order. */
export type Parameters = ReadonlyMap<string, ParameterAst>;

export type StepAst = StepForm & {
  /** Where the aliases stand that brought it here, innermost first; undefined: none. */
  readonly aliases?: readonly Span[];
};

type StepForm =
  /** A command or a built-in step; which, the namespace decides (ORB-09). `key` may be a template. */
  | {
      readonly kind: 'step';
      readonly key: string;
      readonly keySpan: Span;
      /** Undefined for a bare step. */
      readonly args: Node | undefined;
    }
  | {
      readonly kind: 'when' | 'unless';
      readonly condition: Node;
      readonly steps: readonly StepAst[];
      readonly span: Span;
    }
  /** `- << parameters.x >>` or `- steps: …`: a list of steps put in place (STP-06). */
  | { readonly kind: 'splice'; readonly value: Node };

interface Definition {
  readonly name: string;
  readonly nameSpan: Span;
}

/** A definition whose value is the name of another (DOC-18). */
export interface AliasAst extends Definition {
  readonly kind: 'alias';
  readonly target: string;
  readonly targetSpan: Span;
}

export interface CommandAst extends Definition {
  readonly kind: 'command';
  readonly parameters: Parameters;
  readonly steps: readonly StepAst[];
}

export interface ExecutorAst extends Definition {
  readonly kind: 'executor';
  readonly parameters: Parameters;
  /** Without `parameters` and `description`. */
  readonly body: MapNode;
}

export type JobKind = 'build' | 'no-op' | 'release' | 'lock' | 'unlock' | 'approval';

export interface JobAst extends Definition {
  readonly kind: 'job';
  readonly type: JobKind;
  readonly parameters: Parameters;
  readonly executor: Node | undefined;
  /** Undefined for types that have none. */
  readonly steps: readonly StepAst[] | undefined;
  /** All keys but `parameters` and `description`; `steps` and `executor` keep their places in the order. */
  readonly body: MapNode;
}

/** The named definitions of one namespace, each read when it is first asked for. */
export interface Definitions {
  readonly commands: Table<CommandAst | AliasAst>;
  readonly executors: Table<ExecutorAst>;
  readonly jobs: Table<JobAst | AliasAst>;
}

/**
 * Definitions by name. Reading reports what is wrong with one: a config reads all of its own, an orb only those that
 * are used, so that a broken one nobody uses does no harm (ORB-13).
 */
export interface Table<T> {
  readonly names: ReadonlySet<string>;
  find(name: string): T | undefined;
}

/** `alias: reference`, or an inline orb. */
export interface OrbImportAst {
  readonly alias: string;
  readonly aliasSpan: Span;
  readonly value: Node;
}

export interface WorkflowJobAst {
  /** What it invokes: a job, `alias/job`, a job-group, or an approval's own name. May be a template. */
  readonly key: string;
  readonly keySpan: Span;
  readonly settings: MapNode | undefined;
}

export interface WorkflowAst {
  readonly name: string;
  readonly nameSpan: Span;
  readonly when: Node | undefined;
  readonly unless: Node | undefined;
  readonly jobs: readonly WorkflowJobAst[];
  /** All keys as written, for those that pass through to the output. */
  readonly body: MapNode;
}

export interface JobGroupAst extends Definition {
  readonly jobs: readonly WorkflowJobAst[];
}

export interface ConfigAst {
  readonly isTemplated: boolean;
  /** Where `setup: true` stands. */
  readonly setup: Span | undefined;
  readonly parameters: Parameters;
  /** The key `parameters`. */
  readonly parametersSpan: Span | undefined;
  readonly orbs: readonly OrbImportAst[];
  readonly definitions: Definitions;
  readonly workflows: readonly WorkflowAst[];
  readonly jobGroups: ReadonlyMap<string, JobGroupAst>;
  /** `workflows` holds something that could not be read, which is reported. */
  readonly hasUnreadableWorkflows: boolean;
  /** The key `workflows`; undefined when there is none. */
  readonly workflowsSpan: Span | undefined;
  /** Where `version` stands among the keys of `workflows` (GT-W1): first, or last, which is also the default. */
  readonly isWorkflowVersionFirst: boolean;
  /** The whole document. */
  readonly span: Span;
}

/** An orb's source. */
export interface OrbAst {
  readonly orbs: readonly OrbImportAst[];
  readonly definitions: Definitions;
}
