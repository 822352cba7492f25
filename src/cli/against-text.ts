import type { Comparison, EntryChange, WorkflowChange } from '../plan/compare/comparison.ts';
import { isSame } from '../plan/compare/compare.ts';
import type { TimingChange } from '../plan/compare/timing-changes.ts';
import type { Trigger } from '../plan/trigger.ts';
import { formatDuration } from '../base/duration.ts';
import { jobChangeLines, settingLine } from './job-change-text.ts';
import type { Style } from './style.ts';

export interface AgainstReport {
  readonly comparison: Comparison;
  readonly timings: readonly TimingChange[];
  readonly trigger: Trigger;
  /** What the present config was compared with. */
  readonly name: string;
  readonly revision: string | undefined;
}

/** `plan --against --json`: the comparison as it is (comparison.ts), with what was compared. */
export function againstJson({ comparison, timings, trigger, name, revision }: AgainstReport): object {
  return {
    schemaVersion: 1,
    against: { config: name, revision: revision ?? null },
    branch: trigger.branch ?? null,
    tag: trigger.tag ?? null,
    isSame: isSame(comparison),
    ...comparison,
    timings,
  };
}

/** As a person reads it: first what runs otherwise and who sees which secrets, then the rest, workflow by workflow. */
export function againstText(report: AgainstReport, style: Style): string {
  const { comparison, timings, trigger, name } = printable(report);
  const ref = trigger.tag === undefined ? `branch ${trigger.branch ?? ''}` : `tag ${trigger.tag}`;
  if (isSame(comparison)) return `No difference: a push of ${ref} does the same as with ${name}.\n`;
  const sections = [
    [`A push of ${style.bold(ref)}, compared with ${style.bold(name)}:`],
    [...contextLines(comparison, style), ...runLines(comparison, style)],
    section(
      'pipeline',
      comparison.settings.map((s) => settingLine(s, style)),
      style,
    ),
    section('orbs', orbLines(comparison, style), style),
    section(
      'workflows',
      comparison.workflows.flatMap((w) => wholeWorkflowLine(w, style)),
      style,
    ),
    ...comparison.workflows.map((w) => workflowLines(w, style)),
    ...comparison.jobs.map((j) => section(`job ${j.job}`, jobChangeLines(j, style), style)),
    section(
      'expected duration',
      timings.map((t) => timingLine(t)),
      style,
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Without control characters: a config from somebody else must not steer the terminal. */
function printable(report: AgainstReport): AgainstReport {
  const cleaned = (_: string, value: unknown): unknown =>
    // oxlint-disable-next-line no-control-regex
    typeof value === 'string' ? value.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�') : value;
  return JSON.parse(JSON.stringify(report), cleaned) as AgainstReport;
}

function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines];
}

function contextLines({ contexts }: Comparison, style: Style): readonly string[] {
  const groups = Map.groupBy(contexts, (c) => JSON.stringify([c.kind, c.context]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const jobs = group.map((c) => `${c.workflow}/${c.job}`).join(', ');
    return first.kind === 'exposed'
      ? [style.yellow(`! the context ${first.context} is newly exposed to ${jobs}`)]
      : [style.red(`- the context ${first.context} is no longer exposed to ${jobs}`)];
  });
}

function runLines({ runs }: Comparison, style: Style): readonly string[] {
  const groups = Map.groupBy(runs, (r) => JSON.stringify([r.kind, r.workflow, r.reason]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const jobs = group.map((r) => `${r.workflow}/${r.job}`).join(', ');
    const isOne = group.length === 1;
    const { kind, reason } = first;
    if (kind === 'starts')
      return [
        style.green(
          `+ ${jobs} now ${isOne ? 'runs' : 'run'}${reason === null ? '' : `, and did not: ${reason}`}`,
        ),
      ];
    return [
      style.red(`- ${jobs} no longer ${isOne ? 'runs' : 'run'}${reason === null ? '' : `: ${reason}`}`),
    ];
  });
}

function orbLines({ orbs }: Comparison, style: Style): readonly string[] {
  return orbs.map(({ orb, before, after }) => {
    if (before === null) return style.green(`+ ${orb} ${after ?? ''}`);
    if (after === null) return style.red(`- ${orb} ${before}`);
    return `${style.yellow('~')} ${orb} ${before} → ${after}`;
  });
}

function wholeWorkflowLine(change: WorkflowChange, style: Style): readonly string[] {
  switch (change.kind) {
    case 'added':
      return [style.green(`+ ${change.workflow}: ${change.jobs.join(', ')}`)];
    case 'removed':
      return [style.red(`- ${change.workflow}: ${change.jobs.join(', ')}`)];
    case 'renamed':
      return [`${style.yellow('>')} ${change.workflow}, which was ${change.from}`];
    case 'changed':
      return [];
  }
}

function workflowLines(change: WorkflowChange, style: Style): readonly string[] {
  if (change.kind !== 'changed') return [];
  const lines = [
    ...change.settings.map((s) => settingLine(s, style)),
    ...change.jobs.map((job) => entryLine(job, style)),
  ];
  return section(`workflow ${change.workflow}`, lines, style);
}

function entryLine(change: EntryChange, style: Style): string {
  switch (change.kind) {
    case 'added':
    case 'removed': {
      const type = change.type === 'build' ? '' : ` (${change.type})`;
      const after = change.requires.length === 0 ? '' : `, after ${change.requires.join(', ')}`;
      return change.kind === 'added'
        ? style.green(`+ ${change.job}${type}${after}`)
        : style.red(`- ${change.job}${type}`);
    }
    case 'renamed': {
      const more = change.settings.length === 0 ? '' : `; ${settingWords(change.settings)}`;
      return `${style.yellow('>')} ${change.job}, which was ${change.from}${more}`;
    }
    case 'changed':
      return `${style.yellow('~')} ${change.job}: ${settingWords(change.settings)}`;
  }
}

/** What an entry of a workflow says in the words of somebody who reads it out. */
function settingWords(settings: Extract<EntryChange, { kind: 'changed' }>['settings']): string {
  return settings
    .flatMap((s) => {
      if (s.kind === 'hidden') return [];
      if (s.kind === 'value') return [`${s.key} ${s.before ?? 'none'} → ${s.after ?? 'none'}`];
      const words = listWords[s.key] ?? ([`${s.key} now`, `${s.key} no longer`] as const);
      return [
        ...(s.added.length > 0 ? [`${words[0]} ${s.added.join(', ')}`] : []),
        ...(s.removed.length > 0 ? [`${words[1]} ${s.removed.join(', ')}`] : []),
      ];
    })
    .join('; ');
}

const listWords: Readonly<Record<string, readonly [now: string, noLonger: string]>> = {
  requires: ['now after', 'no longer after'],
  context: ['now sees the context', 'no longer sees the context'],
  filters: ['now filtered by', 'no longer filtered by'],
};

function timingLine({ workflow, before, after }: TimingChange): string {
  const path = (jobs: readonly string[] = []): string => jobs.join(' → ');
  if (after === null)
    return `  ${workflow}: does not run, before about ${formatDuration(before?.durationMs ?? 0)}`;
  const now = `  ${workflow}: about ${formatDuration(after.durationMs)} by ${path(after.criticalPath)}`;
  if (before === null) return now;
  const isSamePath = path(before.criticalPath) === path(after.criticalPath);
  return `${now}; before about ${formatDuration(before.durationMs)}${isSamePath ? '' : ` by ${path(before.criticalPath)}`}`;
}
