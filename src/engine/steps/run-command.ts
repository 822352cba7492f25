import type { RunStep } from '../../language/index.ts';
import type { StepResult, StepSpec } from '../../ports/executor.ts';
import { entryVariables } from '../environment.ts';
import type { StepContext, StepEnd } from './step-context.ts';

/** A `run` step: its command, again while it fails and `max_auto_reruns` allows (STP-13). */
export async function runCommand(step: RunStep, context: StepContext): Promise<StepEnd> {
  const { log, signal, sandbox, session } = context;
  for (let rerun = 1; ; rerun += 1) {
    const end = endOf(await sandbox.runStep(stepSpec(step), log.sink, signal));
    if (end.kind === 'timedout') log.say(`Too long with no output (${step.noOutputTimeoutMs / 1000}s).`);
    if (end.kind !== 'failed' && end.kind !== 'timedout') return end;
    if (rerun > step.maxAutoReruns) return end;
    const after = step.autoRerunDelayMs === 0 ? '' : ` in ${step.autoRerunDelayMs / 1000}s`;
    log.say(`The step failed. Trying again${after} (${rerun} of ${step.maxAutoReruns}).`);
    try {
      if (step.autoRerunDelayMs > 0) await session.ports.clock.sleep(step.autoRerunDelayMs, signal);
    } catch {
      return { kind: 'canceled' };
    }
  }
}

export function stepSpec(step: RunStep): StepSpec {
  return {
    command: step.command,
    shell: step.shell,
    environment: entryVariables(step.environment),
    workingDirectory: step.workingDirectory,
    noOutputTimeoutMs: step.noOutputTimeoutMs,
  };
}

export function endOf(result: StepResult): StepEnd {
  if (result.kind === 'timed-out') return { kind: 'timedout' };
  if (result.kind === 'canceled') return { kind: 'canceled' };
  if (result.kind === 'lost') return result;
  return result.code === 0
    ? { kind: 'success', exitCode: 0, halt: result.halt }
    : { kind: 'failed', exitCode: result.code };
}
