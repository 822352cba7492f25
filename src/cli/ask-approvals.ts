import type { JobKey } from '../plan/plan.ts';
import { newestWorkflows } from './reporter/all-jobs.ts';
import type { RunView } from '../run/view.ts';

/** Asks about each job that waits; those that the person approves. */
export async function askApprovals(view: RunView): Promise<readonly JobKey[]> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const granted: JobKey[] = [];
  for (const workflow of newestWorkflows(view))
    for (const job of workflow.jobs) {
      if (job.status !== 'on_hold') continue;
      const answer = await confirm({
        message: `${workflow.name}: approve ${job.name}?`,
        active: 'Approve',
        inactive: 'Not now',
        initialValue: false,
        output: process.stderr,
      });
      if (isCancel(answer)) return granted;
      if (answer) granted.push(job.key);
    }
  return granted;
}
