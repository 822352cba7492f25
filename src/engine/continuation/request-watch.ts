import { OrreryError } from '../../base/error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobSandbox } from '../../ports/executor.ts';
import { inTurn } from '../in-turn.ts';
import { TarError } from '../tar.ts';
import type { ContinuationReply, ContinuationRequest } from './continuation.ts';
import { answerRequest, waitingRequests } from './request-files.ts';

/** Looks into a job for requests to continue the pipeline, and answers them. */
export interface RequestWatch {
  /** Looks now: after each step, so that no request is lost that its last command left. */
  look(): Promise<void>;
  close(): void;
}

const everyMs = 200;

/** Trouble of ours that `answer` throws goes to `onTrouble`, once; the watch is over then. */
export function watchRequests(
  sandbox: JobSandbox,
  clock: Clock,
  answer: (request: ContinuationRequest) => Promise<ContinuationReply>,
  onTrouble: (error: unknown) => void,
): RequestWatch {
  const closing = new AbortController();
  const turn = inTurn();
  const answerAll = async (): Promise<void> => {
    for (const { id, request } of await readable(waitingRequests(sandbox), [])) {
      const reply = 'key' in request ? await answer(request) : request;
      await readable(answerRequest(sandbox, id, reply), undefined);
    }
  };
  const look = async (): Promise<void> => {
    if (closing.signal.aborted) return;
    try {
      await turn(answerAll);
    } catch (error) {
      closing.abort();
      onTrouble(error);
    }
  };
  const watch = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await clock.sleep(everyMs, closing.signal);
      await look();
    }
  };
  watch().catch(() => {}); // the clock throws when the watch is closed
  return { look, close: () => closing.abort() };
}

/** A sandbox that is gone asks for nothing; what was being written or removed while we read is looked at again. */
async function readable<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OrreryError || error instanceof TarError) return otherwise;
    throw error;
  }
}

/** Of a job that is none of the setup phase. */
export const noRequests: RequestWatch = { look: async () => {}, close() {} };
