import type { ConfigAst } from '../config/ast.ts';
import { requirableStatuses } from '../config/workflow-job-shapes.ts';
import { entryOf, listNode, mapNode, scalarNode } from '../tree/make-node.ts';
import { type Entry, findEntry, type MapNode, type Node } from '../tree/node.ts';
import type { LinkedMember, Member } from './members.ts';
import type { JobTrace } from './resolve-job.ts';
import type { LinkedWorkflow } from './resolve-workflow.ts';
import { typedFilters, typedRefs } from './typed-filters.ts';
import { integerAt, textAt, textsOf } from './rendered-values.ts';
import type {
  RequirableStatus,
  ResolvedJob,
  ResolvedSchedule,
  ResolvedWorkflow,
  ResolvedWorkflowJob,
} from './resolved.ts';

/** What named workflows come to: typed for the engine, and as the tree that `config process` prints. */
export interface Assembled {
  readonly jobs: readonly ResolvedJob[];
  readonly workflows: readonly ResolvedWorkflow[];
  readonly document: MapNode;
  /** By the name of the job. */
  readonly traces: ReadonlyMap<string, JobTrace>;
}

export type Names = ReadonlyMap<Member, string>;

export interface Assembling {
  readonly config: ConfigAst;
  readonly workflows: readonly LinkedWorkflow[];
  readonly names: Names;
}

export function assemble(assembling: Assembling): Assembled {
  const { config, workflows, names } = assembling;
  const jobs = new Map<string, Member>();
  for (const { member } of workflows.flatMap((w) => w.members)) {
    const name = names.get(member) ?? member.name;
    if (member.compiled !== undefined && !jobs.has(name)) jobs.set(name, member);
  }
  const { span } = config;
  const document = mapNode(
    [
      entryOf('version', scalarNode(2, span)),
      entryOf(
        'jobs',
        mapNode(
          [...jobs].map(([name, m]) => entryOf(name, m.compiled?.node ?? mapNode([], span))),
          span,
        ),
      ),
      entryOf('workflows', workflowsNode(assembling)),
    ],
    span,
  );
  return {
    jobs: [...jobs].flatMap(([name, { compiled, origin }]) =>
      compiled === undefined ? [] : [{ name, ...compiled.job, origin }],
    ),
    workflows: workflows.map((w) => typedWorkflow(w, assembling)),
    document,
    traces: new Map(
      [...jobs].flatMap(([name, { compiled }]) => (compiled === undefined ? [] : [[name, compiled.trace]])),
    ),
  };
}

/** GT-W1, GT-W2: `version: 2` stands where the author has it, else last; first in the implicit workflow's. */
function workflowsNode({ config, workflows, names }: Assembling): MapNode {
  const { span } = config;
  const version = entryOf('version', scalarNode(2, span));
  const entries = workflows.map((w) => entryOf(w.ast.name, workflowNode(w, names), w.ast.nameSpan));
  const isFirst = config.isWorkflowVersionFirst || config.workflows.length === 0;
  return mapNode(isFirst ? [version, ...entries] : [...entries, version], span);
}

function workflowNode({ ast, kept, members }: LinkedWorkflow, names: Names): MapNode {
  const jobs = findEntry(ast.body, 'jobs');
  const span = jobs?.value.span ?? ast.nameSpan;
  const list = listNode(
    members.map((m) => memberNode(m, names)),
    span,
  );
  const byKey = new Map(kept.map((e) => [e.key, e]));
  const entries = ast.body.entries.flatMap((e): readonly Entry[] => {
    if (e.key === 'jobs') return [entryOf('jobs', list, e.keySpan)];
    const entry = byKey.get(e.key);
    return entry === undefined ? [] : [entry];
  });
  return mapNode(entries, ast.body.span);
}

/** GT-W4: filters, type, requires, context; nothing left makes it a bare name. */
function memberNode({ member, links }: LinkedMember, names: Names): Node {
  const { span, filters, context, serialGroup } = member;
  const name = scalarNode(names.get(member) ?? member.name, span);
  const requires = links.map(({ target, statuses, span: at }) => {
    const required = scalarNode(names.get(target) ?? target.name, at);
    return statuses === undefined ? required : mapNode([entryOf(String(required.value), statuses, at)], at);
  });
  const entries = [
    ...(filters === undefined ? [] : [entryOf('filters', filters)]),
    ...(member.type === 'approval' ? [entryOf('type', scalarNode('approval', span))] : []),
    ...(requires.length === 0 ? [] : [entryOf('requires', listNode(requires, span))]),
    ...(context === undefined ? [] : [entryOf('context', context)]),
    ...(serialGroup === undefined ? [] : [entryOf('serial-group', scalarNode(serialGroup, span))]),
  ];
  return entries.length === 0
    ? name
    : mapNode([entryOf(String(name.value), mapNode(entries, span), span)], span);
}

function typedWorkflow(
  { ast, kept, members, origin }: LinkedWorkflow,
  assembling: Assembling,
): ResolvedWorkflow {
  const body = mapNode(kept, ast.body.span);
  return {
    name: ast.name,
    jobs: members.map((m) => typedMember(m, assembling)),
    schedules: schedulesOf(findEntry(body, 'triggers')?.value),
    maxAutoReruns: integerAt(body, 'max_auto_reruns') ?? 0,
    origin,
  };
}

function typedMember({ member, links }: LinkedMember, { names }: Assembling): ResolvedWorkflowJob {
  const name = names.get(member) ?? member.name;
  const { type, serialGroup, origin } = member;
  return {
    name,
    type,
    job: member.compiled === undefined ? undefined : name,
    requires: links.map(({ target, statuses }) => ({
      job: names.get(target) ?? target.name,
      statuses: typedStatuses(statuses),
    })),
    contexts: textsOf(member.context).filter((c) => c !== ''),
    filters: typedFilters(member.filters),
    ...(serialGroup !== undefined && { serialGroup }),
    origin,
  };
}

function typedStatuses(node: Node | undefined): readonly RequirableStatus[] {
  if (node === undefined) return ['success'];
  const written = textsOf(node).flatMap((s) => (s === 'terminal' ? requirableStatuses : s));
  return requirableStatuses
    .filter((s) => written.includes(s))
    .toSorted((a, b) => written.indexOf(a) - written.indexOf(b));
}

function schedulesOf(triggers: Node | undefined): readonly ResolvedSchedule[] {
  if (triggers?.kind !== 'list') return [];
  return triggers.items.flatMap((trigger): readonly ResolvedSchedule[] => {
    const schedule = trigger.kind === 'map' ? findEntry(trigger, 'schedule')?.value : undefined;
    if (schedule?.kind !== 'map') return [];
    const filters = findEntry(schedule, 'filters')?.value;
    const branches = filters?.kind === 'map' ? findEntry(filters, 'branches')?.value : undefined;
    return [{ cron: textAt(schedule, 'cron') ?? '', branches: typedRefs(branches) ?? {} }];
  });
}
