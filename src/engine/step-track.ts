import type { StepStatus } from '../run/event.ts';
import { type JobRun, openJobLog } from './job-run.ts';
import { logName, type StepLog } from './step-log.ts';
import type { StepEnd } from './steps/step-context.ts';

/** Begins and ends the steps of one execution: their events and logs. */
export interface StepTrack {
  begin(step: number): StepLog;
  /** Closes the log first: it is whole when the event is there. */
  end(step: number, log: StepLog, end: StepEnd): Promise<void>;
}

export function trackSteps(run: JobRun, execution: number): StepTrack {
  const { recorder } = run.session;
  const job = run.key;
  return {
    begin(step) {
      const log = logName(job, execution, step);
      recorder.record({ type: 'step.started', v: 1, job, execution, step, log });
      return openJobLog(run, execution, step);
    },
    async end(step, log, end) {
      await log.close();
      const exitCode = 'exitCode' in end ? end.exitCode : undefined;
      const status = statusOf(end);
      const event = { type: 'step.finished', v: 1, job, execution, step, status } as const;
      recorder.record(exitCode === undefined ? event : { ...event, exitCode });
    },
  };
}

function statusOf(end: StepEnd): StepStatus {
  return end.kind === 'lost' ? 'failed' : end.kind;
}
