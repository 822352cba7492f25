import type { ConfigAst } from '../config/ast.ts';
import type { OrbLink } from '../orbs/namespace.ts';
import type { ResolvedJob, ResolvedStep, ResolvedWorkflow } from '../resolve/resolved.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Span } from '../source/span.ts';
import { type Mentions, mentions } from './mentions.ts';
import { type ShellFlow, shellFlow } from './shell-flow.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';

/** What rules may ask about a config as it is written. */
export interface ConfigFacts {
  readonly config: ConfigAst;
  readonly tree: MapNode;
  readonly source: SourceFile;
  /** By alias. */
  readonly orbs: ReadonlyMap<string, OrbLink>;
  /** Counted when first asked for. */
  readonly mentions: () => Mentions;
  /** Where parameters get into scripts; what was followed once is known. */
  readonly shellFlow: ShellFlow;
}

export function configFacts(facts: Omit<ConfigFacts, 'mentions' | 'shellFlow'>): ConfigFacts {
  const { commands, executors, jobs } = facts.config.definitions;
  let known: Mentions | undefined;
  return {
    ...facts,
    mentions: () =>
      (known ??= mentions(facts.tree, new Set([...commands.names, ...executors.names, ...jobs.names]))),
    shellFlow: shellFlow(),
  };
}

/** What rules may ask about the compiled config, with the place of each of its parts. */
export interface CompiledFacts extends ConfigFacts {
  readonly jobs: readonly JobFacts[];
  /** The steps of all jobs by their key, with the job of each. */
  readonly steps: (key: string) => readonly StepFacts[];
  readonly workflows: readonly ResolvedWorkflow[];
  /** Each workflow of the config is there: none was dropped by its condition. */
  readonly isWhole: boolean;
}

export interface JobFacts {
  readonly job: ResolvedJob;
  readonly node: MapNode;
  readonly steps: readonly StepFacts[];
}

export interface StepFacts {
  readonly job: ResolvedJob;
  readonly step: ResolvedStep;
  /** `run`, `deploy`, `save_cache`. */
  readonly key: string;
  readonly keySpan: Span;
  /** Undefined for a bare step. */
  readonly args: MapNode | undefined;
}

export interface CompiledConfig {
  readonly jobs: readonly ResolvedJob[];
  readonly workflows: readonly ResolvedWorkflow[];
  readonly document: MapNode;
}

export function compiledFacts(facts: ConfigFacts, compiled: CompiledConfig): CompiledFacts {
  const { jobs, workflows, document } = compiled;
  const nodes = findEntry(document, 'jobs')?.value;
  const byName = new Map(nodes?.kind === 'map' ? nodes.entries.map((e) => [e.key, e.value]) : []);
  const written = facts.config.workflows.length;
  const withNodes = jobs.flatMap((job) => {
    const node = byName.get(job.name);
    return node?.kind === 'map' ? [{ job, node, steps: stepsOf(job, node) }] : [];
  });
  let byKey: ReadonlyMap<string, readonly StepFacts[]> | undefined;
  return {
    ...facts,
    jobs: withNodes,
    steps(key) {
      byKey ??= Map.groupBy(
        withNodes.flatMap((job) => job.steps),
        (step) => step.key,
      );
      return byKey.get(key) ?? [];
    },
    workflows,
    isWhole: written === 0 || written === workflows.length,
  };
}

/** Typed steps and printed ones are the same steps in the same order. */
function stepsOf(job: ResolvedJob, node: MapNode): readonly StepFacts[] {
  const list = findEntry(node, 'steps')?.value;
  const items = list?.kind === 'list' ? list.items : [];
  return job.steps.flatMap((step, i) => {
    const item = items[i];
    return item === undefined ? [] : stepFacts(job, step, item);
  });
}

function stepFacts(job: ResolvedJob, step: ResolvedStep, node: Node): StepFacts {
  const entry: Entry | undefined = node.kind === 'map' ? node.entries[0] : undefined;
  if (entry === undefined) {
    const key = node.kind === 'scalar' ? String(node.value) : '';
    return { job, step, key, keySpan: node.span, args: undefined };
  }
  const { key, keySpan, value } = entry;
  return { job, step, key, keySpan, args: value.kind === 'map' ? value : undefined };
}
