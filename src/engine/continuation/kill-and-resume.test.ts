import { describe, expect, it } from 'vitest';
import type { EventStore } from '../../ports/event-store.ts';
import type { FakeEnd, FakeStep } from '../../ports/executor-fake.ts';
import type { RunEvent } from '../../run/event.ts';
import { advanceRun } from '../advance-run.ts';
import { readRun } from '../read-run.ts';
import { createRunControl } from '../run-control.ts';
import { engineKit } from '../testing/engine-kit.ts';
import { planOf, run } from '../testing/plans.ts';

const configuration = `version: 2.1
jobs:
  test: {docker: [{image: cimg/base:stable}], steps: [{run: test}]}
workflows:
  one: {jobs: [test]}
  two: {jobs: [test]}
`;
const setup = planOf({ main: { decide: { steps: [run('go on')] } } }, { setup: true });

/** A process that dies when so many more events are stored; be it in the middle of a write. */
function dying(store: EventStore, lives: number) {
  let left = lives;
  const mortal: EventStore = {
    ...store,
    async append(runId, seq, events) {
      const recorded = await store.append(runId, seq, events.slice(0, Math.max(0, left)));
      left -= events.length;
      return left < 0 ? new Promise(() => {}) : recorded;
    },
  };
  return { store: mortal, isDead: () => left <= 0 };
}

describe('a process that dies', () => {
  it.each(Array.from({ length: 24 }, (_, i) => i + 1))('after %i events', async (lives) => {
    const begun: string[] = [];
    let isDead = (): boolean => false;
    const script = ({ job, step, files, environment }: FakeStep): FakeEnd => {
      if (isDead()) return { hangs: true };
      begun.push(`${job.job} ${step.command}`);
      const body = { 'continuation-key': environment['CIRCLE_CONTINUATION_KEY'], configuration };
      if (step.command === 'go on') files.write('/tmp/task/continue/1/body', JSON.stringify(body));
      return {};
    };
    const kit = engineKit({ script });
    const { runId } = await kit.start(setup);
    const mortal = dying(kit.ports.events, lives);
    isDead = mortal.isDead;
    const ports = {
      ...kit.ports,
      events: mortal.store,
      executors: engineKit({ script }).ports.executors,
    };
    const control = createRunControl(new AbortController().signal, new AbortController().signal);
    const ended = advanceRun(ports, runId, kit.listener, control);
    const died = (async () => {
      while (!mortal.isDead()) await new Promise((resolve) => setImmediate(resolve));
    })();
    await Promise.race([ended, died]);
    kit.claims.die();
    isDead = () => false;
    expect(await kit.advance(runId)).toBe('finished');

    const events: readonly RunEvent[] = (await Array.fromAsync(kit.ports.events.read(runId, 0))).map(
      ({ event }) => event,
    );
    const continued = events.filter((event) => event.type === 'pipeline.continued');
    const view = await readRun(kit.ports, runId);
    expect(continued.length).toBeLessThanOrEqual(1);
    // What was recorded is not repeated and not lost; what was not is lost with its job.
    expect(view.workflows.map((workflow) => workflow.name)).toEqual(
      continued.length === 1 ? ['main', 'one', 'two'] : ['main'],
    );
    if (continued.length === 0) expect(view.status).toBe('failed');
    expect(new Set(begun).size).toBe(begun.length);
  });
});
