import type { ConfigAst, JobAst, WorkflowAst } from '../config/ast.ts';
import type { PlainValue } from '../expr/record-scope.ts';
import { pipelineScope } from '../expr/pipeline-values.ts';
import type { Namespace, OrbLink } from '../orbs/namespace.ts';
import type { Report } from '../source/diagnostic.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { FileId } from '../source/span.ts';
import { listNode, mapNode, entryOf, scalarNode } from '../tree/make-node.ts';
import type { Node } from '../tree/node.ts';
import { assemble, type Assembled } from './assemble.ts';
import { type Context, type Frame, limits } from './context.ts';
import { finalNames } from './final-names.ts';
import { resolvePipelineParameters } from './pipeline-parameters.ts';
import { renderNode, renderScalar } from './render.ts';
import { textOf } from './rendered-values.ts';
import type { CompiledJob } from './resolve-job.ts';
import { isWorkflowThere, type LinkedWorkflow, resolveWorkflow } from './resolve-workflow.ts';

export interface ResolveInputs {
  readonly report: Report;
  readonly file: FileId;
  /** Grows while orbs are fetched. */
  readonly files: ReadonlyMap<FileId, SourceFile>;
  readonly values: Readonly<Record<string, PlainValue>>;
  readonly parameters: Readonly<Record<string, PlainValue>>;
}

/** What is certain before orbs are fetched: the values of pipeline parameters, and how references are filled in. */
export interface Prepared {
  readonly config: ConfigAst;
  readonly context: Context;
  readonly parameters: Readonly<Record<string, PlainValue>>;
  /** An orb reference's text (TPL-21). */
  readonly renderReference: (node: Node, isInOrb: boolean) => string | undefined;
}

export function prepare(config: ConfigAst, inputs: ResolveInputs): Prepared {
  const inOrb = pipelineScope(inputs.values);
  const base: Context = {
    report: inputs.report,
    config: inputs.file,
    files: inputs.files,
    isTemplated: config.isTemplated,
    pipelineParameters: [...config.parameters.keys()].map((name) => `pipeline.parameters.${name}`),
    inConfig: inOrb,
    inOrb,
    templates: new Map(),
    tagged: new WeakMap(),
    budget: { ...limits },
  };
  const declared = withRenderedDefaults(config, base);
  const parameters = resolvePipelineParameters(
    declared,
    inputs.parameters,
    config.parametersSpan ?? startOf(config),
    inputs.report,
  );
  const context = { ...base, inConfig: pipelineScope(inputs.values, parameters) };
  const renderReference = (node: Node, isInOrb: boolean): string | undefined => {
    const frame = frameOf(config, new Map(), context);
    const seen = isInOrb ? { ...frame, scope: context.inOrb } : frame;
    return textOf(renderNode(node, seen, context));
  };
  return { config, context, parameters, renderReference };
}

/** TPL-18: a default of a pipeline parameter may use pipeline values, but no other parameter. */
function withRenderedDefaults(config: ConfigAst, context: Context): ConfigAst['parameters'] {
  const frame = frameOf(config, new Map(), context);
  return new Map(
    [...config.parameters].map(([name, parameter]) => {
      const { default: written } = parameter;
      if (written === undefined || renderScalar(written, frame, context).kind === 'plain')
        return [name, parameter];
      const rendered = renderNode(written, frame, context) ?? scalarNode('', written.span);
      return [name, { ...parameter, default: rendered }];
    }),
  );
}

function startOf({ span }: ConfigAst) {
  return { file: span.file, start: span.start, end: span.start };
}

function frameOf(config: ConfigAst, orbs: ReadonlyMap<string, OrbLink>, context: Context): Frame {
  const namespace: Namespace = {
    what: 'the config',
    isConfig: true,
    definitions: config.definitions,
    orbs,
    takeFindings: () => [],
  };
  const origin = { span: startOf(config), what: 'the config' };
  const sources = new Map(
    [...config.parameters.values()].map(
      ({ name, nameSpan }) =>
        [`pipeline.parameters.${name}`, { span: nameSpan, frame: undefined, kind: 'pipeline' }] as const,
    ),
  );
  return { scope: context.inConfig, names: [], sources, namespace, origin, reachedBy: undefined, active: [] };
}

/** Resolves all workflows that are there. */
export function resolveConfig(prepared: Prepared, orbs: ReadonlyMap<string, OrbLink>): Assembled {
  const { config, context } = prepared;
  const frame = frameOf(config, orbs, context);
  const plainJobs = new Map<JobAst, CompiledJob | undefined>();
  const env = { context, jobGroups: config.jobGroups, plainJobs };
  const there = workflowsThere(prepared, frame);
  const resolved = there.map((w): LinkedWorkflow => resolveWorkflow(w, frame, env));
  const workflows = resolved.filter((w) => w.members.length > 0); // a matrix may leave none (WFL-28)
  if (resolved.length > 0 && workflows.length === 0 && there.every((w) => w.jobs.length > 0))
    context.report(
      'pipeline/no-workflow',
      config.workflowsSpan ?? startOf(config),
      'No job is left: the matrices of all workflows come to nothing, so the pipeline would run nothing.',
    );
  const names = finalNames(workflows.map((w) => w.members));
  return assemble({ config, workflows, names });
}

function workflowsThere({ config, context }: Prepared, frame: Frame): readonly WorkflowAst[] {
  const { report } = context;
  const all = config.workflows.length > 0 ? config.workflows : implicitWorkflow(config, report);
  const decided = all.map((workflow) => ({ workflow, isThere: isWorkflowThere(workflow, frame, context) }));
  const there = decided.filter((d) => d.isThere === true).map((d) => d.workflow);
  if (all.length > 0 && decided.every((d) => d.isThere === false))
    // DOC-16
    report(
      'pipeline/no-workflow',
      config.workflowsSpan ?? startOf(config),
      'No workflow is left: "when" or "unless" of each removes it, so the pipeline would run nothing.',
      {
        related: all.map((w) => ({
          span: (w.when ?? w.unless)?.span ?? w.nameSpan,
          message: `removes "${w.name}"`,
        })),
      },
    );
  const [first, second] = there;
  if (config.setup !== undefined && first !== undefined && second !== undefined)
    // DYN-02
    report(
      'pipeline/setup',
      config.setup,
      `A setup config may leave one workflow only; this one leaves ${there.length}.`,
      {
        related: there.map((w) => ({ span: w.nameSpan, message: `the workflow "${w.name}"` })),
      },
    );
  return there;
}

/** DOC-14, DOC-15: without workflows a job called `build` runs in a workflow called `workflow`. */
function implicitWorkflow(config: ConfigAst, report: Report): readonly WorkflowAst[] {
  const isBroken = config.workflowsSpan !== undefined && config.hasUnreadableWorkflows;
  if (isBroken) return [];
  const build = config.definitions.jobs.names.has('build')
    ? config.definitions.jobs.find('build')
    : undefined;
  if (!config.definitions.jobs.names.has('build'))
    report(
      'pipeline/no-workflow',
      config.workflowsSpan ?? startOf(config),
      'The config has no workflows, and no job "build" that would run without one.',
      { hint: 'Add: workflows: {main: {jobs: [the-job]}}' },
    );
  if (build === undefined) return [];
  const { nameSpan } = build;
  const entry = { key: 'build', keySpan: nameSpan, settings: undefined };
  const body = mapNode([entryOf('jobs', listNode([], nameSpan))], nameSpan);
  return [{ name: 'workflow', nameSpan, when: undefined, unless: undefined, jobs: [entry], body }];
}
