import type { JobKey } from '../../plan/plan.ts';
import type { RunEvent } from '../../run/event.ts';

/** What a reporter has to know of a job at every event, without a search in the view. */
export interface JobFacts {
  readonly name: string;
  /** `main`, of a rerun `main#2`. */
  readonly workflow: string;
  /** Name, with the workflow before it where two workflows have a job of that name. */
  readonly label: string;
  readonly executions: number;
  readonly steps: readonly { readonly name: string; readonly kind: string }[];
  readonly requires: readonly JobKey[];
}

export interface JobIndex {
  apply(event: RunEvent): void;
  find(key: JobKey): JobFacts | undefined;
  /** The label; of one execution of several `test#1`. */
  label(key: JobKey, execution?: number): string;
  /** Letters of the longest label. */
  readonly width: number;
}

export function createJobIndex(): JobIndex {
  const jobs = new Map<JobKey, JobFacts>();
  let width = 0;
  const relabel = (): void => {
    const workflowsOf = new Map<string, Set<string>>();
    const plain = (id: string): string => id.replace(/#\d+$/, '');
    for (const { name, workflow } of jobs.values())
      workflowsOf.set(name, (workflowsOf.get(name) ?? new Set()).add(plain(workflow)));
    width = 0;
    for (const [key, job] of jobs) {
      const isShared = (workflowsOf.get(job.name)?.size ?? 0) > 1;
      const label = isShared ? `${plain(job.workflow)}/${job.name}` : job.name;
      jobs.set(key, { ...job, label });
      width = Math.max(width, label.length);
    }
  };
  return {
    apply(event) {
      if (event.type === 'workflow.planned') {
        for (const { key, name, requires } of event.plan.jobs)
          jobs.set(key, {
            name,
            workflow: event.plan.id,
            label: name,
            executions: 1,
            steps: [],
            requires: requires.map((r) => r.job),
          });
        relabel();
      } else if (event.type === 'job.started') {
        const job = jobs.get(event.job);
        if (job === undefined) return;
        if (event.executions > 1) width = Math.max(width, `${job.label}#${event.executions - 1}`.length);
        jobs.set(event.job, {
          ...job,
          executions: event.executions,
          steps: event.steps,
        });
      }
    },
    find: (key) => jobs.get(key),
    label(key, execution) {
      const job = jobs.get(key);
      const label = job?.label ?? key;
      return execution !== undefined && (job?.executions ?? 1) > 1 ? `${label}#${execution}` : label;
    },
    get width() {
      return width;
    },
  };
}
