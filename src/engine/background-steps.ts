import { OrreryError } from '../base/error.ts';
import type { RunStep } from '../language/index.ts';
import type { BackgroundStep, JobSandbox } from '../ports/executor.ts';
import type { StepLog } from './step-log.ts';
import type { StepTrack } from './step-track.ts';
import { endOf, stepSpec } from './steps/run-command.ts';
import type { StepEnd } from './steps/step-context.ts';

/** The background steps of one execution (STP-16): beside the others, killed when these are done. */
export interface BackgroundSteps {
  start(place: number, step: RunStep): Promise<void>;
  /** Kills those that still run. What they did is no matter of the job's. */
  stopAll(): Promise<void>;
}

export function backgroundSteps(sandbox: JobSandbox, track: StepTrack, signal: AbortSignal): BackgroundSteps {
  const running = new Set<{ readonly step: BackgroundStep; readonly ended: Promise<void> }>();
  let isStopping = false;

  const follow = async (place: number, log: StepLog, step: BackgroundStep): Promise<void> => {
    const end = endOf(await step.done);
    if (end.kind === 'lost') log.say(end.reason);
    await track.end(place, log, isStopping ? stopped(end, signal) : end);
  };

  return {
    async start(place, step) {
      const log = track.begin(place);
      try {
        const background = await sandbox.startBackground(stepSpec(step), log.sink);
        const one = { step: background, ended: follow(place, log, background) };
        running.add(one);
        void one.ended.finally(() => running.delete(one));
      } catch (error) {
        if (!(error instanceof OrreryError)) throw error;
        log.say(error.message);
        await track.end(place, log, { kind: 'failed' });
      }
    },
    async stopAll() {
      isStopping = true;
      const all = [...running];
      await Promise.all(all.map(async ({ step }) => step.stop()));
      await Promise.all(all.map(async ({ ended }) => ended));
    },
  };
}

/** To be killed at the end is how a background step ends well. */
function stopped(end: StepEnd, signal: AbortSignal): StepEnd {
  if (end.kind !== 'canceled' && end.kind !== 'lost') return end;
  return signal.aborted ? { kind: 'canceled' } : { kind: 'success' };
}
