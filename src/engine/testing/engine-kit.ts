import type { PipelinePlan } from '../../plan/plan.ts';
import { memoryBlobStore } from '../../ports/blob-store-fake.ts';
import { memoryCacheStore } from '../../ports/cache-store-fake.ts';
import { fakeClock } from '../../ports/clock-fake.ts';
import { memoryEventStore } from '../../ports/event-store-fake.ts';
import { fakeExecutor, type FakeExecutorOptions } from '../../ports/executor-fake.ts';
import { countingIds } from '../../ports/id-source-fake.ts';
import { memoryLogStore } from '../../ports/log-store-fake.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import { memoryRunClaims } from '../../ports/run-claims-fake.ts';
import { type MemoryLocks, memoryLocks } from '../../ports/serial-locks-fake.ts';
import { type FakeSecrets, memorySecretStore } from '../../ports/secret-store-fake.ts';
import { memorySourceTree } from '../../ports/source-tree-fake.ts';
import { newestAttempts } from '../../run/read-view.ts';
import type { RunEvent } from '../../run/event.ts';
import type { JobView, RunView } from '../../run/view.ts';
import { advanceRun } from '../advance-run.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { keepsLock } from '../keeps-lock.ts';
import { readRun } from '../read-run.ts';
import { createRunControl } from '../run-control.ts';
import type { RunListener, RunOptions, RunRequest } from '../run-request.ts';
import { startPipeline } from '../start-pipeline.ts';

export interface KitOptions {
  readonly script?: FakeExecutorOptions['script'];
  readonly prepare?: FakeExecutorOptions['prepare'];
  readonly secrets?: FakeSecrets;
  readonly files?: Readonly<Record<string, string>>;
  readonly orbs?: OrbSource;
  readonly clock?: ReturnType<typeof fakeClock>;
  /** Those of the machine, where more than one project is at work on it. */
  readonly machine?: MemoryLocks;
}

export const plainOptions: RunOptions = {
  executor: 'docker',
  checkout: { kind: 'tree' },
  pull: 'missing',
  platform: undefined,
  concurrency: 4,
  environment: {},
  caches: true,
  approve: [],
  index: undefined,
};

/** The engine on fakes, with no clock that runs by itself. */
export function engineKit(options: KitOptions = {}) {
  const clock = options.clock ?? fakeClock(Date.UTC(2026, 0, 2));
  const executor = fakeExecutor({ clock, ...options });
  const claims = memoryRunClaims();
  const logs = memoryLogStore();
  const events = memoryEventStore(clock);
  const machine =
    options.machine ?? memoryLocks(async ({ runId, job: key }) => keepsLock({ events, claims }, runId, key));
  const ports: EnginePorts = {
    events,
    claims,
    locks: machine.of('shop'),
    logs,
    blobs: memoryBlobStore(),
    caches: memoryCacheStore(clock),
    executors: { docker: executor },
    source: memorySourceTree(options.files),
    secrets: memorySecretStore(options.secrets),
    orbs: options.orbs ?? { fetch: async () => undefined },
    clock,
    ids: countingIds(),
  };
  const canceling = new AbortController();
  const killing = new AbortController();
  const control = createRunControl(canceling.signal, killing.signal);
  const shown: string[] = [];
  const told: RunEvent[] = [];
  const listener: RunListener = {
    event: (recorded) => told.push(recorded.event),
    output: (job, execution, place, chunk) =>
      shown.push(`${job}/${execution}/${place} ${Buffer.from(chunk).toString()}`),
    transfer() {},
  };
  const kit = {
    ports,
    executor,
    clock,
    claims,
    control,
    shown,
    events: told,
    listener,
    cancel: () => canceling.abort(),
    kill: () => killing.abort(),
    async start(plan: PipelinePlan, over: Partial<RunOptions> = {}, more: Partial<RunRequest> = {}) {
      const trigger = { kind: 'push', branch: 'main' } as const;
      const request = { plan, trigger, values: {}, options: { ...plainOptions, ...over }, ...more };
      return startPipeline(ports, request);
    },
    advance: async (runId: string) => advanceRun(ports, runId, listener, control),
    /** Starts a run and works on it until it ends or pauses. */
    async run(plan: PipelinePlan, over: Partial<RunOptions> = {}, more: Partial<RunRequest> = {}) {
      const { runId, number } = await kit.start(plan, over, more);
      const end = await kit.advance(runId);
      return { runId, number, end, view: await readRun(ports, runId) };
    },
    /** The stored log of a job by its newest name: all steps but the two of ours, or one of them. */
    async log(view: RunView, name: string, step?: string, execution = 0): Promise<string> {
      const found = job(view, name).executions.find((one) => one.index === execution);
      const steps = (found?.steps ?? []).filter((one, i) => (step === undefined ? i > 1 : one.name === step));
      const texts = steps.map(async ({ log }) =>
        log === undefined ? '' : Buffer.concat(await Array.fromAsync(logs.read(view.runId, log))).toString(),
      );
      return (await Promise.all(texts)).join('');
    },
  };
  return kit;
}

/** Resolves once it is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** A job of the newest attempts, by name. */
export function job(view: RunView, name: string): JobView {
  const found = newestAttempts(view)
    .flatMap((workflow) => workflow.jobs)
    .find((one) => one.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
}

/** Statuses of the jobs of the newest attempts, by name. */
export function statuses(view: RunView): Readonly<Record<string, string>> {
  const jobs = newestAttempts(view).flatMap((workflow) => workflow.jobs);
  return Object.fromEntries(jobs.map((one) => [one.name, one.status]));
}

/** Name and status of the steps of an execution, without the two of ours. */
export function stepStatuses(view: RunView, name: string, execution = 0): readonly (readonly string[])[] {
  const steps = job(view, name).executions.find((one) => one.index === execution)?.steps ?? [];
  return steps.slice(2).map((step) => [step.name, step.status]);
}
