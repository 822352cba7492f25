import { describe, expect, it } from 'vitest';
import { OrreryError } from '../base/error.ts';
import { jobKey } from '../plan/plan.ts';
import type { Recorded } from '../run/event.ts';
import { engineKit, job, statuses, stepStatuses, until } from './testing/engine-kit.ts';
import { planOf, run } from './testing/plans.ts';
import { readRun } from './read-run.ts';

describe('advancing a run', () => {
  it('runs jobs in the order of the graph, and ends', async () => {
    const order: string[] = [];
    const kit = engineKit({ script: ({ step }) => void order.push(step.command) });
    const { view, end } = await kit.run(
      planOf({
        main: {
          deploy: { steps: [run('deploy')], requires: ['test', 'scan'] },
          test: { steps: [run('test')], requires: ['build'] },
          scan: { steps: [run('scan')] },
          build: { steps: [run('build')] },
        },
      }),
    );
    expect(end).toBe('finished');
    expect(view.status).toBe('success');
    expect(order).toEqual(['scan', 'build', 'test', 'deploy']);
    expect(kit.executor.open()).toEqual([]);
    expect(kit.executor.reaped()).toBe(1);
    expect(await kit.claims.isHeld(view.runId)).toBe(false);
  });

  it('starts a ready job while an unrelated slow one runs (no waves)', async () => {
    const ends: Record<string, () => void> = {};
    const kit = engineKit({
      script: ({ step }) => ({ until: new Promise<void>((resolve) => (ends[step.command] = resolve)) }),
    });
    const { runId } = await kit.start(
      planOf({
        main: {
          quick: { steps: [run('quick')] },
          slow: { steps: [run('slow')] },
          'after-quick': { steps: [run('after quick')], requires: ['quick'] },
          'after-slow': { steps: [run('after slow')], requires: ['slow'] },
        },
      }),
    );
    const running = kit.advance(runId);
    for (const command of ['quick', 'after quick', 'slow', 'after slow']) {
      await until(() => ends[command] !== undefined);
      if (command === 'after quick') expect(ends).not.toHaveProperty(['after slow']);
      ends[command]?.();
    }
    expect(await running).toBe('finished');
    expect((await readRun(kit.ports, runId)).status).toBe('success');
  });

  it('keeps to the concurrency limit', async () => {
    let most = 0;
    const waiting: (() => void)[] = [];
    const kit = engineKit({
      script() {
        const { promise, resolve } = Promise.withResolvers<void>();
        most = Math.max(most, waiting.push(resolve));
        // Only when three run at the same time they end, a while later: a fourth would be seen.
        if (waiting.length === 3) setImmediate(() => waiting.splice(0).forEach((end) => end()));
        return { until: promise };
      },
    });
    const jobs = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`j${i}`, { steps: [run('x')] }]));
    const { view } = await kit.run(planOf({ main: jobs }), { concurrency: 3 });
    expect(view.status).toBe('success');
    expect(most).toBe(3);
  });

  it('leaves out what is below a failure, runs what asked for it, and fails', async () => {
    const kit = engineKit({ script: ({ step }) => ({ exitCode: step.command === 'build' ? 3 : 0 }) });
    const { view } = await kit.run(
      planOf({
        main: {
          build: { steps: [run('build')] },
          test: { steps: [run('test')], requires: ['build'] },
          deploy: { steps: [run('deploy')], requires: ['test'] },
          rescue: { steps: [run('rescue')], requires: [{ build: ['failed', 'canceled'] }] },
        },
      }),
    );
    expect(statuses(view)).toEqual({
      build: 'failed',
      test: 'not_run',
      deploy: 'not_run',
      rescue: 'success',
    });
    expect(view.status).toBe('failed');
    expect(job(view, 'build').executions).toMatchObject([{ status: 'failed', exitCode: 3 }]);
  });

  it('numbers jobs in the project, over runs', async () => {
    const kit = engineKit();
    const plan = planOf({ main: { a: { steps: [run('x')] }, b: { steps: [run('x')], requires: ['a'] } } });
    const first = await kit.run(plan);
    const second = await kit.run(plan);
    expect([first.number, second.number]).toEqual([1, 2]);
    const numbers = [first, second].flatMap(({ view }) => ['a', 'b'].map((name) => job(view, name).number));
    expect(numbers).toEqual([1, 2, 3, 4]);
  });
});

describe('canceling', () => {
  const plan = planOf({
    main: {
      hanging: { steps: [run('hang'), run('sweep', { when: 'always' })] },
      next: { steps: [run('next')], requires: ['hanging'] },
    },
  });
  const hangs = engineKit.bind(undefined, {
    script: ({ step }: { readonly step: { readonly command: string } }) => ({
      hangs: step.command === 'hang',
    }),
  });
  const untilHanging = async (kit: ReturnType<typeof engineKit>): Promise<void> => {
    await until(() => kit.events.some((e) => e.type === 'step.started' && e.step === 2));
  };

  it('stops what runs, starts nothing more, removes all', async () => {
    const kit = hangs();
    const { runId } = await kit.start(plan);
    const running = kit.advance(runId);
    await untilHanging(kit);
    kit.cancel();
    expect(await running).toBe('finished');
    const view = await readRun(kit.ports, runId);
    expect(view.status).toBe('canceled');
    expect(statuses(view)).toEqual({ hanging: 'canceled', next: 'not_run' });
    expect(stepStatuses(view, 'hanging')).toEqual([
      ['hang', 'canceled'],
      ['sweep', 'not_run'],
    ]);
    expect(kit.executor.open()).toEqual([]);
  });

  it('ends at once when it is killed, although a sandbox hangs', async () => {
    const kit = engineKit({ prepare: async () => new Promise(() => {}) });
    const { runId } = await kit.start(plan);
    const running = kit.advance(runId);
    await until(() => kit.events.some((e) => e.type === 'step.started'));
    kit.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    kit.kill();
    expect(await running).toBe('finished');
    expect(statuses(await readRun(kit.ports, runId))).toEqual({ hanging: 'canceled', next: 'not_run' });
  });

  it('cancels a run that has not begun', async () => {
    const kit = hangs();
    kit.cancel();
    const { view } = await kit.run(plan);
    expect(statuses(view)).toEqual({ hanging: 'not_run', next: 'not_run' });
    expect(kit.executor.prepared).toEqual([]);
  });
});

describe('approvals', () => {
  const plan = planOf({
    main: {
      build: { steps: [run('build')] },
      hold: { type: 'approval', requires: ['build'] },
      deploy: { steps: [run('deploy')], requires: ['hold'] },
    },
  });

  it('pause the run once all else is done', async () => {
    const kit = engineKit();
    const { view, end } = await kit.run(plan);
    expect(end).toBe('paused');
    expect(view.status).toBe('on_hold');
    expect(statuses(view)).toEqual({ build: 'success', hold: 'on_hold', deploy: 'blocked' });
  });

  it('pass by themselves with --approve', async () => {
    for (const approve of ['all', ['hold']] as const) {
      const { view, end } = await engineKit().run(plan, { approve });
      expect(end).toBe('finished');
      expect(view.status).toBe('success');
    }
  });

  it('are granted while the run goes on', async () => {
    const kit = engineKit();
    const told = kit.listener.event;
    Object.assign(kit.listener, {
      event(recorded: Recorded) {
        told(recorded);
        if (recorded.event.type === 'job.held') kit.control.approve(recorded.event.job, 'lee');
      },
    });
    const { end } = await kit.run(plan);
    expect(end).toBe('finished');
    expect(kit.events).toContainEqual({
      type: 'approval.granted',
      v: 1,
      job: jobKey('main/hold'),
      by: 'lee',
    });
  });
});

describe('trouble', () => {
  const one = planOf({
    main: { build: { steps: [run('x')] }, next: { steps: [run('y')], requires: ['build'] } },
  });

  it('with an image ends the job, and says which image', async () => {
    const trouble = new OrreryError('image/not-found', 'no image acme/missing:1.2', {
      fault: 'environment',
      hint: 'docker pull acme/missing:1.2',
    });
    const kit = engineKit({ prepare: async () => trouble });
    const { view } = await kit.run(one);
    expect(statuses(view)).toEqual({ build: 'infrastructure_fail', next: 'not_run' });
    expect(job(view, 'build').reason).toBe('no image acme/missing:1.2 (docker pull acme/missing:1.2)');
    expect(await kit.log(view, 'build', 'Spin up environment')).toContain('acme/missing:1.2');
    expect(job(view, 'build').executions[0]?.steps[0]?.status).toBe('failed');
  });

  it('with the event store stops everything, and is thrown', async () => {
    const kit = engineKit({ script: () => ({ hangs: true }) });
    const { runId } = await kit.start(planOf({ main: { a: { steps: [run('x')] } } }));
    const full = new OrreryError('store/full', 'the disk is full', { fault: 'environment' });
    const { events } = kit.ports;
    Object.assign(kit.ports, {
      events: {
        ...events,
        append: async (...args: Parameters<typeof events.append>) =>
          args[2].some((e) => e.type === 'step.started' && e.step === 2)
            ? Promise.reject(full)
            : events.append(...args),
      },
    });
    await expect(kit.advance(runId)).rejects.toBe(full);
    expect(kit.executor.open()).toEqual([]);
    expect(await kit.claims.isHeld(runId)).toBe(false);
  });

  it('with the log store stops everything, and is thrown', async () => {
    const kit = engineKit({ script: () => ({ output: 'x', hangs: true }) });
    const full = new OrreryError('store/full', 'the disk is full', { fault: 'environment' });
    Object.assign(kit.ports, {
      logs: {
        ...kit.ports.logs,
        open: () => ({ write: async () => Promise.reject(full), close: async () => {} }),
      },
    });
    await expect(kit.run(one)).rejects.toBe(full);
    expect(kit.executor.open()).toEqual([]);
  });

  it('of ours in a job stops everything, and is thrown', async () => {
    const kit = engineKit({
      script({ step }) {
        if (step.command === 'bug') throw new TypeError('a bug');
        return { hangs: true };
      },
    });
    const plan = planOf({ main: { a: { steps: [run('hang')] }, b: { steps: [run('bug')] } } });
    await expect(kit.run(plan)).rejects.toThrow('a bug');
    expect(kit.executor.open()).toEqual([]);
  });

  it('is what a lost sandbox is: the job failed through no fault of its own', async () => {
    const kit = engineKit({ script: () => ({ lost: 'the engine died' }) });
    const { view } = await kit.run(one);
    expect(job(view, 'build')).toMatchObject({ status: 'infrastructure_fail', reason: 'the engine died' });
  });

  it('refuses a run that somebody works on, and one that is not there', async () => {
    const kit = engineKit();
    const { runId } = await kit.start(one);
    const first = kit.advance(runId);
    await expect(kit.advance(runId)).rejects.toMatchObject({ code: 'store/locked' });
    await first;
    await expect(kit.advance('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('runs a workflow with max_auto_reruns again from where it failed (WFL-88)', async () => {
  const tries: string[] = [];
  const kit = engineKit({
    script({ step }) {
      tries.push(step.command);
      return { exitCode: step.command === 'flaky' && tries.length < 4 ? 1 : 0 };
    },
  });
  const sketch = {
    main: { build: { steps: [run('build')] }, test: { steps: [run('flaky')], requires: ['build'] } },
  };
  const { view } = await kit.run(planOf(sketch, { maxAutoReruns: 3 }));
  expect(tries).toEqual(['build', 'flaky', 'flaky', 'flaky']);
  expect(view.workflows.map((workflow) => [workflow.id, workflow.status])).toEqual([
    ['main', 'failed'],
    ['main#2', 'failed'],
    ['main#3', 'success'],
  ]);
  expect(view.status).toBe('success');
});

it('runs no workflow again that is canceled, or unauthorized and nothing worse (WFL-88)', async () => {
  const unauthorized = planOf(
    { main: { deploy: { steps: [run('deploy')], contexts: ['nowhere'] } } },
    { maxAutoReruns: 3 },
  );
  const { view } = await engineKit().run(unauthorized);
  expect(view.workflows.map((workflow) => workflow.id)).toEqual(['main']);

  const kit = engineKit({ script: () => ({ hangs: true }) });
  const canceled = kit.run(planOf({ main: { a: { steps: [run('x')] } } }, { maxAutoReruns: 3 }));
  await until(() => kit.executor.prepared.length === 1);
  kit.cancel();
  expect((await canceled).view.workflows.map((workflow) => workflow.id)).toEqual(['main']);
});

it('stays linear: a run of 1,000 jobs', async () => {
  const kit = engineKit();
  const jobs = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `j${i}`,
      { steps: [run('true')], requires: i === 0 ? [] : [...new Set([`j${i >> 1}`, `j${i - 1}`])] },
    ]),
  );
  const startedMs = performance.now();
  const { view } = await kit.run(planOf({ main: jobs }));
  expect(view.status).toBe('success');
  expect(performance.now() - startedMs).toBeLessThan(15_000);
});
