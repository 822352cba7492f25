import { randomBytes } from 'node:crypto';
import { OrreryError } from '../../base/error.ts';
import {
  attachContainer,
  createContainer,
  removeContainer,
  startContainer,
} from '../../container/containers.ts';
import { startExec } from '../../container/exec.ts';
import { refusalOf } from '../../container/refusal.ts';
import { driverCommand } from '../../sandbox/protocol.ts';
import type { ContainerPlan } from './container-plan.ts';
import { openDriver, type Driver } from './driver.ts';
import type { Engine } from './engine.ts';
import { labels, ownOwner } from './owner.ts';
import { followTail } from './output-tail.ts';
import type { Removals } from './removals.ts';

/** A primary container that runs, with a driver that answers. Nothing of a job is in it yet. */
export interface StartedContainer {
  readonly id: string;
  readonly driver: Driver;
  /** The process that starts the steps. */
  readonly runner: number;
  readonly driverIs: 'main' | 'exec';
}

export interface ContainerNames {
  readonly runId: string;
  readonly job: string;
  readonly execution: number;
}

/** A start that hangs is tried once more (one in hundreds was seen to, with no cause found); nothing has run by then. */
const startAttempts = 2;
const helloMs = 20_000;

export async function startPrimary(
  engine: Engine,
  plan: ContainerPlan,
  names: ContainerNames,
  removals: Removals,
): Promise<StartedContainer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryStart(engine, plan, names, removals);
    if (!(started instanceof OrreryError)) return started;
    if (attempt >= startAttempts) throw started;
  }
}

/** An error is given back where another attempt may help, and thrown where it cannot. */
async function tryStart(
  engine: Engine,
  plan: ContainerPlan,
  names: ContainerNames,
  removals: Removals,
): Promise<StartedContainer | OrreryError> {
  const { client } = engine;
  const config = { ...plan.config, Labels: labelsFor(names) };
  const id = await createContainer(client, containerName(names), config, { platform: plan.platform });
  const endOfInput = { endOfInput: 'all', watchdogSeconds: engine.watchdogSeconds } as const;
  let hasStarted = false;
  let lastWords = (): string => '';
  try {
    // Attached before the start: the driver's source waits in the pipe.
    const early =
      plan.driver === 'main' ? openDriver(await attachContainer(client, id, true), endOfInput) : undefined;
    if (plan.driver === 'exec') lastWords = await followTail(client, id);
    await startContainer(client, id);
    hasStarted = true;
    const driver = early ?? openDriver(await startExec(client, id, { command: driverCommand }), endOfInput);
    const runner = await driver.ready(helloMs);
    return { id, driver, runner, driverIs: plan.driver };
  } catch (error) {
    await removals.add(() => removeContainer(client, id));
    if (!hasStarted || plan.driver === 'exec') throw startTrouble(plan, error, lastWords());
    return startTrouble(plan, error, '');
  }
}

function startTrouble(plan: ContainerPlan, error: unknown, lastWords: string): OrreryError {
  const image = plan.config.Image;
  const reason = refusalOf(error)?.message ?? (error as Error).message;
  if (/\/bin\/sh.*(?:no such file|not found|failed)/i.test(reason))
    return new OrreryError('executor/failed', `the image ${image} has no /bin/sh: no step can run in it`, {
      fault: 'user',
      cause: error,
    });
  if (plan.driver === 'exec' && /is not running|driver has ended/.test(reason))
    return new OrreryError('executor/failed', `the program of the image ${image} ended at once${lastWords}`, {
      fault: 'user',
      hint: 'An entrypoint or command of the first image must go on running, as steps run beside it.',
      cause: error,
    });
  if (error instanceof OrreryError && error.code === 'executor/unavailable') return error;
  return new OrreryError('executor/failed', `the container of the image ${image} did not start: ${reason}`, {
    fault: 'environment',
    cause: error,
  });
}

export function labelsFor({ runId, job, execution }: ContainerNames): Record<string, string> {
  return { [labels.run]: runId, [labels.owner]: ownOwner(), [labels.job]: `${job}#${execution}` };
}

/** Names that people recognise in `docker ps`; engines take letters, digits, `_.-`. */
export function containerName({ job, execution }: ContainerNames, role = ''): string {
  const safe = job.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 60);
  return `orrery-${safe}-${execution}-${role}${randomBytes(4).toString('hex')}`;
}
