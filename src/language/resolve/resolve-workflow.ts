import type { WorkflowAst } from '../config/ast.ts';
import { checkShape } from '../config/check-shape.ts';
import { workflowFields } from '../config/read-workflow.ts';
import { findEntry, type Entry } from '../tree/node.ts';
import { resolveCondition } from './conditions.ts';
import type { Context, Frame } from './context.ts';
import { reporterIn, reportIn } from './report-in.ts';
import { writtenAt } from './part-of.ts';
import { resolveJobGroup } from './job-group.ts';
import { linkMembers, reportCycles } from './link-members.ts';
import type { LinkedMember } from './members.ts';
import { type MemberContext, resolveEntry, type ResolvedMembers } from './resolve-members.ts';
import { renderEntry, renderKey } from './render.ts';

/** A workflow that is there, its jobs compiled and linked, but not named for good. */
export interface LinkedWorkflow {
  readonly ast: WorkflowAst;
  readonly members: readonly LinkedMember[];
  /** `triggers` and `max_auto_reruns`, rendered; they pass to the output (GT-W3). */
  readonly kept: readonly Entry[];
  readonly origin: Frame['origin'];
}

/** LOG-12: it is there if `when` holds and `unless` does not. Undefined when that can't be decided. */
export function isWorkflowThere(workflow: WorkflowAst, frame: Frame, context: Context): boolean | undefined {
  const { when, unless } = workflow;
  const holds = when === undefined ? true : resolveCondition(when, 'workflow', frame, context)?.holds;
  const drops = unless === undefined ? false : resolveCondition(unless, 'workflow', frame, context)?.holds;
  return holds === undefined || drops === undefined ? undefined : holds && !drops;
}

export function resolveWorkflow(workflow: WorkflowAst, outer: Frame, env: MemberContext): LinkedWorkflow {
  const { context } = env;
  const origin = { span: workflow.nameSpan, what: `the workflow "${workflow.name}"` };
  const frame = { ...outer, origin, reachedBy: origin };
  const resolved = workflow.jobs.map((entry): ResolvedMembers => {
    const group = env.jobGroups.get(renderKey(entry.key, entry.keySpan, frame, context) ?? entry.key);
    return group === undefined || isApproval(entry.settings)
      ? resolveEntry(entry, frame, env)
      : { members: resolveJobGroup(group, entry, frame, env), sets: [] };
  });
  reportRepeatedGroups(workflow, resolved, frame, context);
  const members = linkMembers({
    workflow: workflow.name,
    members: resolved.flatMap((r) => r.members),
    sets: resolved.flatMap((r) => r.sets),
    report: reporterIn(context, frame),
    writtenAt: (span, text) => writtenAt(span, text, context),
  });
  reportCycles(workflow.name, members, reporterIn(context, frame));
  return { ast: workflow, members, kept: keptEntries(workflow, frame, context), origin };
}

function isApproval(settings: WorkflowAst['body'] | undefined): boolean {
  const type = settings && findEntry(settings, 'type')?.value;
  return type?.kind === 'scalar' && type.value === 'approval';
}

/** WFL-69: two uses of a group need names of their own, for requirements name the group. */
function reportRepeatedGroups(
  workflow: WorkflowAst,
  resolved: readonly ResolvedMembers[],
  frame: Frame,
  context: Context,
): void {
  const seen = new Map<string, Frame['origin']>();
  for (const { members } of resolved) {
    const end = members.find((m) => m.name.endsWith('/group-end') && m.implied.length > 0);
    const name = end?.visible?.name;
    if (end === undefined || name === undefined) continue;
    const other = seen.get(name);
    if (other !== undefined)
      reportIn(
        context,
        frame,
        'job-group/invalid',
        end.span,
        `The job-group "${name}" occurs more than once in the workflow "${workflow.name}".`,
        {
          related: [{ span: other.span, message: 'it stands here, too' }],
          hint: 'Give one of them a "name" of its own.',
        },
      );
    seen.set(name, end.origin);
  }
}

function keptEntries(workflow: WorkflowAst, frame: Frame, context: Context): readonly Entry[] {
  const check = { report: reporterIn(context, frame), isTemplated: false };
  return workflow.body.entries.flatMap((written) => {
    if (written.key !== 'triggers' && written.key !== 'max_auto_reruns') return [];
    const entry = renderEntry(written, frame, context);
    const shape = workflowFields[written.key]?.shape;
    return entry !== undefined &&
      shape !== undefined &&
      checkShape(entry.value, shape, `"${written.key}"`, check)
      ? [entry]
      : [];
  });
}
