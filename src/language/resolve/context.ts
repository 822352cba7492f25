import type { Template } from '../expr/template.ts';
import type { Scope } from '../expr/scope.ts';
import type { Report } from '../source/diagnostic.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { FileId, Span } from '../source/span.ts';
import type { Node } from '../tree/node.ts';
import type { Namespace } from '../orbs/namespace.ts';
import type { CommandAst } from '../config/ast.ts';
import type { Origin } from './resolved.ts';

/** What one compile shares. Its mutable parts are caches and a budget; nothing reads them across stages. */
export interface Context {
  readonly report: Report;
  /** The file that the user writes; findings in orbs are told at the line of it that led there. */
  readonly config: FileId;
  readonly files: ReadonlyMap<FileId, SourceFile>;
  /** Version 2.1: below it nothing is a template. */
  readonly isTemplated: boolean;
  /** Names of all pipeline parameters, with `pipeline.parameters.` before them. */
  readonly pipelineParameters: readonly string[];
  /** `pipeline.*` with the parameters, for the config. */
  readonly inConfig: Scope;
  /** `pipeline.*` without them, for orbs (TPL-18). */
  readonly inOrb: Scope;
  readonly templates: Map<string, Template | undefined>;
  readonly tagged: WeakMap<Node, boolean>;
  /** What may still come of it; spent by `spend`. */
  readonly budget: Record<Limited, number>;
}

export type Limited = 'steps' | 'jobs' | 'characters';

/** What one compile may come to: far above real configs, and reached by commands that double each other. */
export const limits: Readonly<Record<Limited, number>> = {
  steps: 100_000,
  jobs: 20_000,
  characters: 100_000_000,
};

/** Commands in commands; real configs have a handful of levels. */
export const maxCallDepth = 200;

/** The place that is being resolved: which names are visible, and how it was reached. */
export interface Frame {
  readonly scope: Scope;
  /** Names under `parameters.` and `matrix.`, for hints. */
  readonly names: readonly string[];
  /** Where the values of names are written, as far as they are written anywhere. */
  readonly sources: ReadonlyMap<string, ValueSource>;
  readonly namespace: Namespace;
  /** The calls around this place as it is written, for findings. */
  readonly origin: Origin;
  /**
   * How what stands here comes to where it is compiled to, for the origins of steps and jobs. Steps that were handed
   * over came through what they were handed to. Undefined: it stands in the body of the job, or of no workflow.
   */
  readonly reachedBy: Origin | undefined;
  /** Commands whose bodies surround this place, to find recursion. */
  readonly active: readonly CommandAst[];
}

/** The origin of something in `frame`. */
export function originAt(span: Span, what: string, { reachedBy }: Pick<Frame, 'reachedBy'>): Origin {
  return { span, what, ...(reachedBy !== undefined && { calledFrom: reachedBy }) };
}

/** `pipeline.*` as that namespace sees it. */
export function pipelineScopeOf(namespace: Namespace, context: Context): Scope {
  return namespace.isConfig ? context.inConfig : context.inOrb;
}

/** Where a value is written that a name stands for. */
export interface ValueSource {
  readonly span: Span;
  /** What is visible there; undefined where the value itself holds no names. */
  readonly frame: Frame | undefined;
  /** `broken`: there is none, for something is wrong with it, and told; what uses it is then not told of. */
  readonly kind: 'argument' | 'default' | 'matrix' | 'pipeline' | 'broken';
}
