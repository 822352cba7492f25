import { type JobKey, jobKey, type PipelinePlan, type WorkflowPlan } from '../../plan/plan.ts';

/**
 * The plan with no workflow of a name that the run has already, so that the keys of its jobs stay unique in the run: a
 * continued `main` beside the setup phase's `main` is `main-continued`.
 */
export function withOwnNames(plan: PipelinePlan, taken: readonly string[]): PipelinePlan {
  const all = new Set([...taken, ...plan.workflows.map((workflow) => workflow.name)]);
  const workflows = plan.workflows.map((workflow) => {
    if (!taken.includes(workflow.name)) return workflow;
    let name = workflow.name;
    while (all.has(name)) name += '-continued';
    all.add(name);
    return renamed(workflow, name);
  });
  return { ...plan, workflows };
}

function renamed(workflow: WorkflowPlan, name: string): WorkflowPlan {
  const moved = (key: JobKey): JobKey => jobKey(name + key.slice(workflow.name.length));
  const jobs = workflow.jobs.map((job) => ({
    ...job,
    key: moved(job.key),
    requires: job.requires.map((required) => ({ ...required, job: moved(required.job) })),
  }));
  return { ...workflow, name, jobs };
}
