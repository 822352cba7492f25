import { describe, expect, it } from 'vitest';
import { fakeClock } from '../ports/clock-fake.ts';
import { approve } from './approve.ts';
import { cancelRun } from './cancel.ts';
import { findRun } from './find-run.ts';
import { readRun } from './read-run.ts';
import { rerun } from './rerun.ts';
import { engineKit, job, statuses, until } from './testing/engine-kit.ts';
import { planOf, run } from './testing/plans.ts';

const held = planOf({
  main: {
    build: { steps: [run('build')] },
    hold: { type: 'approval', requires: ['build'] },
    deploy: { steps: [run('deploy')], requires: ['hold'] },
  },
});

describe('approving a paused run', () => {
  it('goes on with it and repeats nothing', async () => {
    const kit = engineKit();
    const { runId } = await kit.run(held);
    expect(await approve(kit.ports, runId, 'hold', 'lee')).toBe('granted');
    expect((await readRun(kit.ports, runId)).status).toBe('running');
    expect(await kit.advance(runId)).toBe('finished');
    expect((await readRun(kit.ports, runId)).status).toBe('success');
    expect(kit.executor.prepared.map((spec) => spec.job)).toEqual(['main/build', 'main/deploy']);
  });

  it('is refused for a job that waits for none, or is not there', async () => {
    const kit = engineKit();
    const { runId } = await kit.run(held);
    await expect(approve(kit.ports, runId, 'build', 'lee')).rejects.toMatchObject({
      code: 'arguments/invalid',
    });
    await expect(approve(kit.ports, runId, 'nothing', 'lee')).rejects.toMatchObject({ code: 'not-found' });
    await expect(approve(kit.ports, 'nobody', 'hold', 'lee')).rejects.toMatchObject({ code: 'not-found' });
    expect(await kit.claims.isHeld(runId)).toBe(false);
  });

  it('asks the process that works on the run, where there is one', async () => {
    const clock = fakeClock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const kit = engineKit({
      clock,
      script: ({ step }) => (step.command === 'side' ? { until: promise } : undefined),
    });
    const { runId } = await kit.start(
      planOf({ main: { side: { steps: [run('side')] }, hold: { type: 'approval' } } }),
    );
    const running = kit.advance(runId);
    await until(() => kit.events.some((e) => e.type === 'job.held'));
    const asking = approve(kit.ports, runId, 'hold', 'lee');
    await until(() => clock.sleepers() === 2);
    while (!kit.events.some((e) => e.type === 'approval.granted')) await clock.advance(100);
    await clock.advance(100);
    expect(await asking).toBe('asked');
    resolve();
    expect(await running).toBe('finished');
    expect(kit.events).toContainEqual(expect.objectContaining({ type: 'approval.granted', by: 'lee' }));
  });
});

describe('canceling a run from outside', () => {
  it('ends one that waits', async () => {
    const kit = engineKit();
    const { runId } = await kit.run(held);
    expect(await cancelRun(kit.ports, runId, 'lee')).toBe('canceled');
    const view = await readRun(kit.ports, runId);
    expect(view.status).toBe('canceled');
    expect(statuses(view)).toEqual({ build: 'success', hold: 'canceled', deploy: 'not_run' });
    expect(await cancelRun(kit.ports, runId, 'lee')).toBe('ended');
    expect(await kit.claims.isHeld(runId)).toBe(false);
  });

  it('stops one that another process works on', async () => {
    const clock = fakeClock();
    const kit = engineKit({ clock, script: () => ({ hangs: true }) });
    const { runId } = await kit.start(planOf({ main: { a: { steps: [run('x')] } } }));
    const running = kit.advance(runId);
    await until(() => kit.events.some((e) => e.type === 'step.started' && e.step === 2));
    const asking = cancelRun(kit.ports, runId, 'lee');
    await until(() => clock.sleepers() === 2);
    while (!kit.events.some((e) => e.type === 'run.finished')) await clock.advance(100);
    await clock.advance(100);
    expect(['asked', 'ended']).toContain(await asking);
    expect(await running).toBe('finished');
    expect((await readRun(kit.ports, runId)).status).toBe('canceled');
  });
});

describe('rerunning', () => {
  const plan = planOf({
    main: {
      build: { steps: [run('build')] },
      test: { steps: [run('test')], requires: ['build'] },
      deploy: { steps: [run('deploy')], requires: ['test'] },
    },
    other: { lint: { steps: [run('lint')] } },
  });
  /** `test` fails the first time. */
  const kitOf = () => {
    let tries = 0;
    return engineKit({
      script: ({ step }) => ({ exitCode: step.command === 'test' && (tries += 1) === 1 ? 1 : 0 }),
    });
  };

  it('from failed runs what failed and what is below it', async () => {
    const kit = kitOf();
    const { runId } = await kit.run(plan);
    expect(await rerun(kit.ports, runId, { kind: 'from-failed' })).toEqual(['main#2']);
    await kit.advance(runId);
    const view = await readRun(kit.ports, runId);
    expect(view.status).toBe('success');
    expect(view.workflows.map((w) => [w.id, w.status])).toEqual([
      ['main', 'failed'],
      ['other', 'success'],
      ['main#2', 'success'],
    ]);
    expect(job(view, 'build')).toMatchObject({ from: 'main/build', attempt: 1, number: 1 });
    expect(job(view, 'test')).toMatchObject({ attempt: 2, status: 'success' });
  });

  it('from the start runs everything again, with the stored options', async () => {
    const kit = kitOf();
    const { runId } = await kit.run(plan);
    expect(await rerun(kit.ports, runId, { kind: 'all' })).toEqual(['main#2', 'other#2']);
    await kit.advance(runId);
    expect((await readRun(kit.ports, runId)).status).toBe('success');
    expect(kit.executor.prepared.map((spec) => spec.job).toSorted()).toEqual([
      'main#2/build',
      'main#2/deploy',
      'main#2/test',
      'main/build',
      'main/test',
      'other#2/lint',
      'other/lint',
    ]);
    await expect(rerun(kit.ports, runId, { kind: 'from-failed' })).rejects.toMatchObject({
      code: 'arguments/invalid',
    });
  });

  it('of one job runs it and what is below it, if it can', async () => {
    const kit = kitOf();
    const { runId } = await kit.run(plan);
    await expect(rerun(kit.ports, runId, { kind: 'job', job: 'deploy' })).rejects.toMatchObject({
      code: 'arguments/invalid',
      message: expect.stringContaining('requires test'),
    });
    await expect(rerun(kit.ports, runId, { kind: 'job', job: 'none' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await rerun(kit.ports, runId, { kind: 'job', job: 'test' })).toEqual(['main#2']);
    await kit.advance(runId);
    expect(statuses(await readRun(kit.ports, runId))).toMatchObject({ test: 'success', deploy: 'success' });
  });

  it('is refused while the run waits for an approval, or somebody works on it', async () => {
    const kit = engineKit();
    const { runId } = await kit.run(held);
    await expect(rerun(kit.ports, runId, { kind: 'all' })).rejects.toMatchObject({
      code: 'arguments/invalid',
    });
    await kit.ports.claims.claim(runId);
    await expect(rerun(kit.ports, runId, { kind: 'all' })).rejects.toMatchObject({ code: 'store/locked' });
  });

  it('closes a run first that its process left behind', async () => {
    const kit = engineKit();
    const { runId } = await kit.start(plan);
    const { events } = kit.ports;
    const started = { executor: 'docker', executions: 1, steps: [] };
    const build = (await readRun(kit.ports, runId)).workflows[0]?.jobs[0]?.key;
    if (build === undefined) throw new Error('no job');
    await events.append(runId, 3, [
      { type: 'job.queued', v: 1, job: build },
      { type: 'job.started', v: 1, job: build, number: 1, ...started },
    ]);
    kit.claims.die();
    const lost = await readRun(kit.ports, runId);
    expect(statuses(lost)).toEqual({
      build: 'infrastructure_fail',
      test: 'not_run',
      deploy: 'not_run',
      lint: 'canceled',
    });
    expect(lost.status).toBe('failed');
    await rerun(kit.ports, runId, { kind: 'from-failed' });
    await kit.advance(runId);
    const view = await readRun(kit.ports, runId);
    expect(view.workflows.map((w) => [w.id, w.status])).toEqual([
      ['main', 'failed'],
      ['other', 'canceled'],
      ['main#2', 'success'],
      ['other#2', 'success'],
    ]);
  });
});

describe('finding a run', () => {
  it('takes latest, a number, an id or its beginning', async () => {
    const kit = engineKit();
    const plan = planOf({ main: { a: { steps: [run('x')] } } });
    const first = await kit.run(plan);
    const second = await kit.run(plan);
    await kit.ports.events.create('never-recorded');
    const found = async (name: string | number) => (await findRun(kit.ports, name)).runId;
    expect(await found('latest')).toBe(second.runId);
    expect(await found(1)).toBe(first.runId);
    expect(await found('2')).toBe(second.runId);
    expect(await found(first.runId)).toBe(first.runId);
    expect(await found('neve')).toBe('never-recorded');
    for (const name of ['0000', '17', 'nobody', 'nev'])
      await expect(findRun(kit.ports, name)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says when there is none', async () => {
    await expect(findRun(engineKit().ports, 'latest')).rejects.toMatchObject({ code: 'not-found' });
    await expect(readRun(engineKit().ports, 'x')).rejects.toMatchObject({ code: 'not-found' });
  });
});
