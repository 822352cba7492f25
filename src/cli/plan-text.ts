import { formatDuration } from '../base/duration.ts';
import { criticalPath } from '../plan/critical-path.ts';
import type { JobKey, PipelinePlan, PlannedJob, Requirement, WorkflowPlan } from '../plan/plan.ts';
import type { PreparedPipeline } from './prepare-pipeline.ts';
import { pad, type Style } from './style.ts';

/** `plan --json` (cli.md, JSON shapes). */
export function planJson(plan: PipelinePlan): object {
  return {
    schemaVersion: 1,
    ...(plan.setup && { setup: true }),
    workflows: plan.workflows.map((workflow) => ({
      name: workflow.name,
      jobs: workflow.jobs.map((job) => ({
        name: job.name,
        type: job.type,
        requires: job.requires.map((r) => requirementJson(r, workflow)),
      })),
    })),
    left_out: plan.leftOut.map((l) => ({ workflow: l.workflow, job: l.job ?? null, reason: l.reason })),
  };
}

function requirementJson(requirement: Requirement, workflow: WorkflowPlan): string | object {
  const name = nameOf(requirement.job, workflow);
  return isPlain(requirement) ? name : { [name]: requirement.statuses };
}

function isPlain({ statuses }: Requirement): boolean {
  return statuses.length === 1 && statuses[0] === 'success';
}

function nameOf(key: JobKey, workflow: WorkflowPlan): string {
  return workflow.jobs.find((j) => j.key === key)?.name ?? key;
}

/** The plan as a person reads it: each workflow with its jobs in stages, and what is left out and why. */
export function planText(
  { plan, trigger }: Pick<PreparedPipeline, 'plan' | 'trigger'>,
  durationsMs: ReadonlyMap<string, number>,
  style: Style,
): string {
  const ref = trigger.tag === undefined ? `branch ${trigger.branch ?? ''}` : `tag ${trigger.tag}`;
  const lines = [`A push of ${style.bold(ref)} would run:`];
  if (plan.workflows.length === 0) lines.push('  nothing');
  for (const workflow of plan.workflows) lines.push('', ...workflowLines(workflow, durationsMs, style));
  if (plan.leftOut.length > 0) lines.push('', 'Left out:');
  for (const { workflow, job, reason } of plan.leftOut)
    lines.push(`  ${style.dim('○')} ${workflow}${job === undefined ? '' : `/${job}`}: ${reason}`);
  if (plan.setup)
    lines.push(
      '',
      'This is a setup config: what runs after it is in the config that its job continues with.',
    );
  return `${lines.join('\n')}\n`;
}

function workflowLines(
  workflow: WorkflowPlan,
  durationsMs: ReadonlyMap<string, number>,
  style: Style,
): string[] {
  const path = criticalPath(workflow, durationsMs);
  const isTimed = path.durationMs > 0;
  const critical = new Set(path.jobs.map((j) => j.key));
  const width = Math.min(40, Math.max(0, ...workflow.jobs.map((j) => j.name.length)));
  const about = isTimed ? style.dim(`  about ${formatDuration(path.durationMs)}`) : '';
  const lines = [`${style.bold(workflow.name)}${about}`];
  const depth = depths(workflow);
  for (const job of workflow.jobs.toSorted((a, b) => (depth.get(a.key) ?? 0) - (depth.get(b.key) ?? 0))) {
    const mark = isTimed && critical.has(job.key) ? style.yellow('━') : ' ';
    const took = durationsMs.get(job.name);
    const time = isTimed ? pad(took === undefined ? '' : formatDuration(took), 7) : '';
    lines.push(
      `${mark} ${'  '.repeat(Math.min(8, depth.get(job.key) ?? 0))}${pad(job.name, width)} ${style.dim(time)} ${style.dim(jobNote(job, workflow))}`.trimEnd(),
    );
  }
  return lines;
}

/** What a job is and what it waits for. */
function jobNote(job: PlannedJob, workflow: WorkflowPlan): string {
  const after = job.requires.map(
    (r) => `${nameOf(r.job, workflow)}${isPlain(r) ? '' : ` (${r.statuses.join(' or ')})`}`,
  );
  return [
    job.type === 'build' ? '' : job.type,
    job.parallelism > 1 ? `${job.parallelism} nodes` : '',
    job.contexts.length > 0 ? `context ${job.contexts.join(', ')}` : '',
    after.length > 0 ? `after ${after.join(', ')}` : '',
  ]
    .filter((x) => x !== '')
    .join('; ');
}

/** The longest way from a job that requires nothing, in jobs: its stage. */
function depths(workflow: WorkflowPlan): ReadonlyMap<JobKey, number> {
  const byKey = new Map(workflow.jobs.map((j) => [j.key, j]));
  const known = new Map<JobKey, number>();
  const stack = [...workflow.jobs];
  while (stack.length > 0) {
    const job = stack.at(-1);
    if (job === undefined || known.has(job.key)) {
      stack.pop();
      continue;
    }
    const before = job.requires.flatMap((r) => byKey.get(r.job) ?? []);
    const missing = before.filter((b) => !known.has(b.key));
    if (missing.length > 0) stack.push(...missing);
    else known.set(job.key, 1 + Math.max(-1, ...before.map((b) => known.get(b.key) ?? 0)));
  }
  return known;
}
