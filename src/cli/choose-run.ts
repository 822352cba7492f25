import { OrreryError } from '../base/error.ts';
import type { RunView } from '../run/view.ts';
import { jobLabel, type JobInWorkflow } from './reporter/all-jobs.ts';
import { nearest } from '../language/source/nearest.ts';

/** Trouble with a name that nothing has: exit code 5. */
export function notFound(message: string, hint?: string): OrreryError {
  return new OrreryError('not-found', message, { fault: 'user', ...(hint !== undefined && { hint }) });
}

/**
 * The jobs that JOB names: by id (`main/build`, `main#2/build`), `workflow/name`, or name. A name that ran more than
 * once means the newest; one that two workflows have, both.
 */
export function jobsNamed(view: RunView, name: string): readonly JobInWorkflow[] {
  const all = view.workflows.flatMap((workflow) => workflow.jobs.map((job) => ({ job, workflow })));
  const byId = all.filter(({ job }) => job.key === name);
  const wanted = (entry: JobInWorkflow): boolean =>
    entry.job.name === name || `${entry.workflow.name}/${entry.job.name}` === name;
  const found =
    byId.length > 0 && !all.some((e) => wanted(e) && e.job.key !== name) ? byId : newest(all.filter(wanted));
  if (found.length > 0) return found;
  if (byId.length > 0) return byId;
  const names = [...new Set(all.map(({ job }) => job.name))];
  const near = nearest(name, names);
  throw notFound(
    `Run ${view.created?.number ?? view.runId} has no job ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    `It has: ${names.join(', ')}.`,
  );
}

/** The one job that JOB names. */
export function jobNamed(view: RunView, name: string): JobInWorkflow {
  const [first, ...others] = jobsNamed(view, name);
  if (first === undefined || others.length > 0)
    throw notFound(
      `${JSON.stringify(name)} is a job of more than one workflow.`,
      `Say which: ${[first, ...others].map((e) => e && jobLabel(e, view)).join(', ')}.`,
    );
  return first;
}

/** Of entries of one workflow and name, the last planned. */
function newest(entries: readonly JobInWorkflow[]): readonly JobInWorkflow[] {
  const last = new Map<string, JobInWorkflow>();
  for (const entry of entries) last.set(`${entry.workflow.name}/${entry.job.name}`, entry);
  return [...last.values()];
}

/** `JOB@STEP` as two; a job's name cannot hold an `@`. */
export function splitStep(text: string): { readonly job: string; readonly step: string | undefined } {
  const at = text.indexOf('@');
  return at < 0 ? { job: text, step: undefined } : { job: text.slice(0, at), step: text.slice(at + 1) };
}

/** Index (from 0) of the step that STEP means, its name or its number in `status`, from 1. Undefined when there is none. */
export function stepIndex(steps: readonly { readonly name: string }[], step: string): number | undefined {
  const byName = steps.findIndex((s) => s.name === step);
  if (byName >= 0) return byName;
  const number = /^\d+$/.test(step) ? Number(step) : 0;
  return number >= 1 && number <= steps.length ? number - 1 : undefined;
}
