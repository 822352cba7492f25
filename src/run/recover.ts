import type { RunEvent } from './event.ts';
import type { RunState } from './state.ts';

/**
 * What a new owner appends before it goes on with a run whose owner died: a job that was running then is lost.
 * It is never taken up again by itself, since its steps may have done their work already.
 */
export function recover(state: RunState): readonly RunEvent[] {
  return state.running.map((job) => ({
    type: 'job.finished',
    v: 1,
    job,
    status: 'infrastructure_fail',
    reason: 'Orrery was stopped while this job ran.',
  }));
}
