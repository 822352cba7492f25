import type { LockHolder } from './event.ts';
import type { JobView } from './view.ts';

/** Why a job is queued: `waits for serial group prod, held by run 12 of ../shop`. */
export function waitReason(
  job: Pick<JobView, 'type'>,
  key: string,
  holder: LockHolder,
  runId: string,
): string {
  return `waits for ${lockName(job.type, key)}, held by ${holderName(holder, runId)}`;
}

/** `serial group prod`, of a `lock` job `lock prod`. */
export function lockName(type: JobView['type'], key: string): string {
  return `${type === 'lock' ? 'lock' : 'serial group'} ${key}`;
}

function holderName({ runId, number, job, project }: LockHolder, ownRun: string): string {
  if (runId === ownRun) return `${job.slice(job.indexOf('/') + 1)} of this run`;
  return project === '' ? `run ${number}` : `run ${number} of ${project}`;
}
