import { assertNever } from '../../base/assert-never.ts';
import { OrreryError } from '../../base/error.ts';
import type { ResolvedStep, RunStep } from '../../language/index.ts';
import { TarError } from '../tar.ts';
import { addSshKeys } from './add-ssh-keys.ts';
import { attachWorkspace } from './attach-workspace.ts';
import { restoreCache, saveCache } from './caches.ts';
import { checkout } from './checkout.ts';
import { persistToWorkspace } from './persist-workspace.ts';
import { runCommand } from './run-command.ts';
import { type StepContext, type StepEnd, StepFailure, success } from './step-context.ts';
import { storeArtifacts } from './store-artifacts.ts';
import { storeTestResults } from './store-test-results.ts';

/**
 * Does one step of a job, not a background one. Trouble with the sandbox or a store fails the step and goes to its log;
 * what is thrown from here is a mistake of ours.
 */
export async function performStep(step: ResolvedStep, context: StepContext): Promise<StepEnd> {
  try {
    return step.kind === 'run'
      ? await runCommand(step, context)
      : await stoppable(performBuiltIn(step, context), context);
  } catch (error) {
    if (context.signal.aborted) return { kind: 'canceled' };
    if (error instanceof StepFailure || error instanceof TarError) context.log.say(error.message);
    else if (error instanceof OrreryError) sayTrouble(error, context);
    else throw error;
    return { kind: 'failed' };
  }
}

/** A copy under way has no signal: when the job is stopped, it ends with its sandbox. */
async function stoppable(work: Promise<StepEnd>, { sandbox, signal }: StepContext): Promise<StepEnd> {
  const stop = (): void => void sandbox.dispose();
  signal.addEventListener('abort', stop);
  try {
    return await work;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function sayTrouble(error: OrreryError, { log }: StepContext): void {
  log.say(error.hint === undefined ? error.message : `${error.message}\n${error.hint}`);
}

async function performBuiltIn(step: Exclude<ResolvedStep, RunStep>, context: StepContext): Promise<StepEnd> {
  switch (step.kind) {
    case 'checkout':
      return checkout(step, context);
    case 'save_cache':
      return saveCache(step, context);
    case 'restore_cache':
      return restoreCache(step, context);
    case 'persist_to_workspace':
      return persistToWorkspace(step, context);
    case 'attach_workspace':
      return attachWorkspace(step, context);
    case 'store_artifacts':
      return storeArtifacts(step, context);
    case 'store_test_results':
      return storeTestResults(step, context);
    case 'add_ssh_keys':
      return addSshKeys(step, context);
    case 'setup_remote_docker':
      context.log.say('The container engine was made reachable when the environment was spun up.');
      return success;
    case 'unsupported':
      context.log.say(`Orrery does nothing for ${step.step}: it has a meaning only on CircleCI's machines.`);
      return success;
    default:
      return assertNever(step);
  }
}
