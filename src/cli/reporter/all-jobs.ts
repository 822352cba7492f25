import type { JobKey } from '../../plan/plan.ts';
import type { JobView, RunView, WorkflowView } from '../../run/view.ts';

export interface JobInWorkflow {
  readonly job: JobView;
  readonly workflow: WorkflowView;
}

export function* allJobs(view: RunView): Generator<JobInWorkflow> {
  for (const workflow of view.workflows) for (const job of workflow.jobs) yield { job, workflow };
}

/** The newest workflows come last and are asked for most. */
export function findJob(view: RunView, key: JobKey): JobView | undefined {
  for (const workflow of view.workflows.toReversed()) {
    const found = workflow.jobs.find((job) => job.key === key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The newest attempt of each workflow: what counts for the end of a run. */
export function newestWorkflows(view: RunView): readonly WorkflowView[] {
  const newest = new Map<string, WorkflowView>();
  for (const workflow of view.workflows) newest.set(workflow.name, workflow);
  return view.workflows.filter((w) => newest.get(w.name) === w);
}

/** Of a name that ran more than once, the newest entry; in the order first planned. */
export function newestJobs(view: RunView): readonly JobInWorkflow[] {
  const newest = new Map<string, JobInWorkflow>();
  for (const entry of allJobs(view)) newest.set(`${entry.workflow.name}/${entry.job.name}`, entry);
  return [...newest.values()];
}

/** A job's name, with its workflow's before it where two workflows of the run have a job of that name. */
export function jobLabel({ job, workflow }: JobInWorkflow, view: RunView): string {
  const isShared = view.workflows.some(
    (w) => w.name !== workflow.name && w.jobs.some((j) => j.name === job.name),
  );
  return isShared ? `${workflow.name}/${job.name}` : job.name;
}
