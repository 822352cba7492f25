import { describe, expect, it } from 'vitest';
import type { PipelinePlan } from '../plan/plan.ts';
import { fakeClock } from '../ports/clock-fake.ts';
import { type MemoryLocks, memoryLocks } from '../ports/serial-locks-fake.ts';
import type { RunEvent } from '../run/event.ts';
import { advanceRun } from './advance-run.ts';
import { approve } from './approve.ts';
import { cancelRun } from './cancel.ts';
import { keepsLock } from './keeps-lock.ts';
import { readRun } from './read-run.ts';
import { rerun } from './rerun.ts';
import { createRunControl } from './run-control.ts';
import { engineKit, job, type KitOptions, statuses, until } from './testing/engine-kit.ts';
import { type JobSketch, planOf, run } from './testing/plans.ts';

const terminal = ['success', 'failed', 'canceled', 'unauthorized', 'not_run'] as const;
const deploy = (name: string, more: JobSketch = {}): JobSketch => ({
  steps: [run(name)],
  serialGroup: 'prod',
  ...more,
});
const locked: Readonly<Record<string, JobSketch>> = {
  lock: { type: 'lock', lockKey: 'prod' },
  hold: { type: 'approval', requires: ['lock'] },
  inside: { steps: [run('inside')], requires: ['hold'] },
  unlock: { type: 'unlock', lockKey: 'prod', requires: [{ inside: terminal }] },
};

/** A step of that name goes on until it is let go; what overlaps is noted. */
function gated(more: KitOptions = {}) {
  const gates = new Map<string, ReturnType<typeof Promise.withResolvers<void>>>();
  const gate = (name: string) => {
    const found = gates.get(name) ?? Promise.withResolvers<void>();
    gates.set(name, found);
    return found;
  };
  const begun: string[] = [];
  const kit = engineKit({
    ...more,
    script({ step }) {
      begun.push(step.command);
      return step.command.startsWith('slow') ? { until: gate(step.command).promise } : undefined;
    },
  });
  return { kit, begun, letGo: (name: string) => gate(name).resolve() };
}

/** A run as another process of the same project works on it. */
async function beside(kit: ReturnType<typeof engineKit>, plan: PipelinePlan) {
  const { runId, number } = await kit.start(plan);
  const stopping = new AbortController();
  const killing = new AbortController();
  const told: RunEvent[] = [];
  const listener = {
    ...kit.listener,
    event: ({ event }: { readonly event: RunEvent }) => void told.push(event),
  };
  const control = createRunControl(stopping.signal, killing.signal);
  const ended = advanceRun(kit.ports, runId, listener, control);
  return {
    runId,
    number,
    told,
    ended,
    cancel: () => stopping.abort(),
    view: async () => readRun(kit.ports, runId),
  };
}
const awaits = (told: readonly RunEvent[]) => () => told.some((event) => event.type === 'lock.awaited');

describe('a serial group', () => {
  it('keeps jobs of two runs apart, and tells who has it', async () => {
    const { kit, begun, letGo } = gated();
    const first = await beside(kit, planOf({ main: { deploy: deploy('slow one') } }));
    await until(() => begun.includes('slow one'));
    const second = await beside(
      kit,
      planOf({ main: { deploy: deploy('two'), test: { steps: [run('test')] } } }),
    );
    await until(awaits(second.told));
    await until(() => begun.includes('test'));
    const view = await second.view();
    expect(job(view, 'deploy')).toMatchObject({
      status: 'queued',
      reason: 'waits for serial group prod, held by run 1',
    });
    expect(view.status).toBe('running');
    expect(begun).not.toContain('two');
    letGo('slow one');
    expect(await Promise.all([first.ended, second.ended])).toEqual(['finished', 'finished']);
    expect(statuses(await second.view())).toEqual({ deploy: 'success', test: 'success' });
    expect(job(await second.view(), 'deploy').reason).toBeUndefined();
  });

  it('keeps jobs of one run apart, also those between lock and unlock of the same key', async () => {
    const { kit, begun, letGo } = gated();
    const { hold: _, inside, ...ends } = locked;
    const plan = planOf({
      a: { deploy: deploy('slow a') },
      b: { deploy: deploy('slow b') },
      c: { ...ends, inside: { ...inside, requires: ['lock'], steps: [run('slow c')] } },
    });
    const running = kit.run(plan);
    for (const name of ['slow a', 'slow b', 'slow c']) {
      await until(() => begun.includes(name));
      expect(begun.at(-1)).toBe(name);
      letGo(name);
    }
    expect((await running).view.status).toBe('success');
  });

  it('goes to the next one when its holder fails, and when the holder’s process dies', async () => {
    for (const how of ['fails', 'dies'] as const) {
      const kit = engineKit({ script: ({ step }) => (step.command === 'one' ? { hangs: true } : undefined) });
      const first = await beside(kit, planOf({ main: { deploy: deploy('one') } }));
      await until(() => kit.executor.prepared.length === 1);
      if (how === 'dies') kit.claims.die();
      else first.cancel();
      const { view } = await kit.run(planOf({ main: { deploy: deploy('two') } }));
      expect(view.status).toBe('success');
    }
  });

  it('runs no job of a pipeline older than one that had it, and says so (WFL-66)', async () => {
    const kit = engineKit();
    const held = planOf({
      main: { hold: { type: 'approval' }, deploy: deploy('old', { requires: ['hold'] }) },
    });
    const { runId } = await kit.run(held);
    await kit.run(planOf({ main: { deploy: deploy('new') } }));
    await approve(kit.ports, runId, 'hold', 'lee');
    await kit.advance(runId);
    const view = await readRun(kit.ports, runId);
    expect(job(view, 'deploy')).toMatchObject({
      status: 'not_run',
      reason: 'run 2 came before it in serial group prod: run 1 is older',
    });
    expect(view.status).toBe('success');
    await rerun(kit.ports, runId, { kind: 'job', job: 'deploy' });
    await kit.advance(runId);
    expect(statuses(await readRun(kit.ports, runId))).toMatchObject({ deploy: 'success' });
  });

  it('cancels a job that has waited five hours', async () => {
    const clock = fakeClock();
    const { kit, begun, letGo } = gated({ clock });
    const first = await beside(kit, planOf({ main: { deploy: deploy('slow one') } }));
    await until(() => begun.includes('slow one'));
    const second = await beside(kit, planOf({ main: { deploy: deploy('two') } }));
    await until(awaits(second.told));
    for (let minutes = 0; minutes < 299; minutes += 13) await clock.advance(13 * 60_000);
    expect((await second.view()).status).toBe('running');
    await clock.advance(2 * 60_000);
    await second.ended;
    expect(job(await second.view(), 'deploy')).toMatchObject({
      status: 'canceled',
      reason: 'waited 5 hours for serial group prod',
    });
    letGo('slow one');
    await first.ended;
    expect(await kit.ports.locks.jobsOf(second.runId)).toEqual([]);
  });

  it('lets a waiting job be canceled at once', async () => {
    const { kit, begun, letGo } = gated();
    const first = await beside(kit, planOf({ main: { deploy: deploy('slow one') } }));
    await until(() => begun.includes('slow one'));
    const second = await beside(kit, planOf({ main: { deploy: deploy('two') } }));
    await until(awaits(second.told));
    second.cancel();
    expect(await second.ended).toBe('finished');
    expect((await second.view()).status).toBe('canceled');
    expect(await kit.ports.locks.jobsOf(second.runId)).toEqual([]);
    letGo('slow one');
    await first.ended;
  });
});

describe('a paused run', () => {
  it('keeps its lock until it goes on or is canceled', async () => {
    for (const how of ['approve', 'cancel'] as const) {
      const { kit } = gated();
      const { runId, end } = await kit.run(planOf({ main: locked }));
      expect(end).toBe('paused');
      const second = await beside(kit, planOf({ main: { deploy: deploy('two') } }));
      await until(awaits(second.told));
      if (how === 'cancel') await cancelRun(kit.ports, runId, 'lee');
      else {
        await approve(kit.ports, runId, 'hold', 'lee');
        await kit.advance(runId);
      }
      await second.ended;
      expect((await second.view()).status).toBe('success');
    }
  });

  it('is on hold as a whole where another workflow of it waits for its lock', async () => {
    const { kit, begun } = gated();
    const plan = planOf({ main: locked, other: { deploy: deploy('other') } });
    const { runId, end, view } = await kit.run(plan);
    expect(end).toBe('paused');
    expect(view.status).toBe('on_hold');
    expect(view.workflows.map((w) => w.status)).toEqual(['on_hold', 'on_hold']);
    expect(job(view, 'deploy').reason).toBe('waits for serial group prod, held by lock of this run');
    await approve(kit.ports, runId, 'hold', 'lee');
    await kit.advance(runId);
    expect(begun).toEqual(['inside', 'other']);
    expect((await readRun(kit.ports, runId)).status).toBe('success');
  });

  it('waits on while a workflow of it waits for the lock of another run', async () => {
    const { kit, begun, letGo } = gated();
    const first = await beside(kit, planOf({ main: { deploy: deploy('slow one') } }));
    await until(() => begun.includes('slow one'));
    const plan = planOf({ main: { deploy: deploy('two') }, other: { hold: { type: 'approval' } } });
    const second = await beside(kit, plan);
    await until(awaits(second.told));
    expect((await second.view()).status).toBe('running');
    letGo('slow one');
    await first.ended;
    expect(await second.ended).toBe('paused');
    expect(statuses(await second.view())).toEqual({ deploy: 'success', hold: 'on_hold' });
  });
});

it('keeps runs of other projects out, whatever their numbers', async () => {
  const kits = new Map<string, ReturnType<typeof gated>>();
  const machine: MemoryLocks = memoryLocks(async ({ project, runId, job: key }) => {
    const kit = kits.get(project)?.kit;
    return kit !== undefined && keepsLock(kit.ports, runId, key);
  });
  for (const project of ['shop', 'bank'])
    kits.set(project, gated({ machine: { of: () => machine.of(project) } }));
  const [shop, bank] = [...kits.values()];
  if (shop === undefined || bank === undefined) throw new Error('two projects');
  await shop.kit.run(planOf({ main: { build: { steps: [run('x')] } } }));
  const first = await beside(shop.kit, planOf({ main: { deploy: deploy('slow one') } }));
  await until(() => shop.begun.includes('slow one'));
  const second = await beside(bank.kit, planOf({ main: { deploy: deploy('two') } }));
  await until(awaits(second.told));
  expect(job(await second.view(), 'deploy').reason).toBe(
    'waits for serial group prod, held by run 2 of shop',
  );
  shop.letGo('slow one');
  await Promise.all([first.ended, second.ended]);
  expect((await second.view()).status).toBe('success');
});
