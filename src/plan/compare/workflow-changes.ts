import type {
  RefFilter,
  ResolvedFilters,
  ResolvedRequirement,
  ResolvedWorkflow,
  ResolvedWorkflowJob,
} from '../../language/index.ts';
import type { EntryChange, SettingChange, WorkflowChange } from './comparison.ts';
import type { JobPair, MatchedJobs } from './match-jobs.ts';
import { listChange, valueChange } from './settings.ts';

/** A workflow of both configs. */
export interface WorkflowPair {
  readonly before: ResolvedWorkflow;
  readonly after: ResolvedWorkflow;
  readonly jobs: MatchedJobs;
}

/** What changed in a workflow, but for what its jobs do; undefined: nothing. */
export function workflowChange({ before, after, jobs }: WorkflowPair): WorkflowChange | undefined {
  const settings = [
    ...listChange('triggers', schedules(before), schedules(after)),
    ...valueChange('max_auto_reruns', before.maxAutoReruns, after.maxAutoReruns),
  ];
  const entries: readonly EntryChange[] = [
    ...jobs.removed.map((job) => entry('removed', job)),
    ...jobs.added.map((job) => entry('added', job)),
    ...jobs.pairs.flatMap((pair) => entryChange(pair, jobs.renamed) ?? []),
  ];
  return settings.length + entries.length === 0
    ? undefined
    : { kind: 'changed', workflow: after.name, settings, jobs: entries };
}

function schedules(workflow: ResolvedWorkflow): readonly string[] {
  return workflow.schedules.map(({ cron, branches }) => {
    const refs = refTexts('branches', branches).join(', ');
    return refs === '' ? cron : `${cron} (${refs})`;
  });
}

function entry(kind: 'added' | 'removed', job: ResolvedWorkflowJob): EntryChange {
  return { kind, job: job.name, type: job.type, requires: job.requires.map((r) => requirementText(r)) };
}

function entryChange(
  { before, after }: JobPair,
  renamed: ReadonlyMap<string, string>,
): EntryChange | undefined {
  const settings: readonly SettingChange[] = [
    ...valueChange('type', before.type, after.type),
    ...listChange(
      'requires',
      before.requires.map((r) => requirementText(r, renamed)),
      after.requires.map((r) => requirementText(r)),
    ),
    ...listChange('context', before.contexts, after.contexts),
    ...listChange('filters', filterTexts(before.filters), filterTexts(after.filters)),
    ...valueChange('serial-group', before.serialGroup, after.serialGroup),
  ];
  if (before.name !== after.name) return { kind: 'renamed', job: after.name, from: before.name, settings };
  return settings.length === 0 ? undefined : { kind: 'changed', job: after.name, settings };
}

/** `build`, `build (failed or canceled)`. */
function requirementText(
  { job, statuses }: ResolvedRequirement,
  renamed: ReadonlyMap<string, string> = new Map(),
): string {
  const name = renamed.get(job) ?? job;
  const isPlain = statuses.length === 1 && statuses[0] === 'success';
  return isPlain ? name : `${name} (${statuses.join(' or ')})`;
}

function filterTexts(filters: ResolvedFilters | undefined): readonly string[] {
  if (filters === undefined) return [];
  if (filters.kind === 'expression') return [filters.expression];
  return [...refTexts('branches', filters.branches), ...refTexts('tags', filters.tags)];
}

function refTexts(what: string, filter: RefFilter | undefined): readonly string[] {
  return (['only', 'ignore'] as const).flatMap((key) => {
    const patterns = filter?.[key];
    return patterns === undefined ? [] : [`${what} ${key} ${patterns.join(', ') || 'none'}`];
  });
}
