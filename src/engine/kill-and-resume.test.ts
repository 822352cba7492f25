import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventStore } from '../ports/event-store.ts';
import type { FakeEnd, FakeStep } from '../ports/executor-fake.ts';
import { advanceRun } from './advance-run.ts';
import { readRun } from './read-run.ts';
import { rerun } from './rerun.ts';
import { createRunControl } from './run-control.ts';
import { engineKit } from './testing/engine-kit.ts';
import { planOf, run } from './testing/plans.ts';

/** A store of a process that dies after so many more events: nothing of what it wants is done from then on. */
function dying(
  store: EventStore,
  lives: number,
): { readonly store: EventStore; readonly isDead: () => boolean } {
  let left = lives;
  return {
    isDead: () => left <= 0,
    store: {
      ...store,
      async append(runId, seq, events) {
        if (left <= 0) return new Promise(() => {});
        const stored = events.slice(0, left);
        left -= events.length;
        const recorded = await store.append(runId, seq, stored);
        return left < 0 ? new Promise(() => {}) : recorded;
      },
    },
  };
}

/** Random DAGs, some jobs parallel, some approvals. */
const plans = fc
  .array(
    fc.record({
      requires: fc.array(fc.nat(), { maxLength: 2 }),
      steps: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom('build', 'build', 'build', 'approval', 'no-op'),
      parallelism: fc.constantFrom(1, 1, 2),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((rows) =>
    planOf({
      main: Object.fromEntries(
        rows.map(({ requires, steps, kind, parallelism }, i) => [
          `j${i}`,
          {
            ...(kind !== 'build' && { type: kind as 'approval' | 'no-op' }),
            parallelism,
            requires: i === 0 ? [] : [...new Set(requires.map((n) => `j${n % i}`))],
            steps: Array.from({ length: steps }, (_, s) => run(`step ${s}`)),
          },
        ]),
      ),
    }),
  );

it('is killed after any events, taken up again, and never starts a step twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 4 }),
      fc.infiniteStream(fc.nat(9)),
      async (plan, kills, outcomes) => {
        const begun = new Map<string, number>();
        let isDead = (): boolean => false;
        const script = ({ job, step }: FakeStep): FakeEnd => {
          if (isDead()) return { until: new Promise(() => {}) };
          const id = `${job.job}/${job.execution} ${step.command}`;
          begun.set(id, (begun.get(id) ?? 0) + 1);
          return { exitCode: outcomes.next().value === 0 ? 1 : 0 };
        };
        const kit = engineKit({ script });
        const { runId } = await kit.start(plan, { approve: 'all', concurrency: 2 });

        for (const lives of kills) {
          const mortal = dying(kit.ports.events, lives);
          isDead = mortal.isDead;
          const process = engineKit({ script });
          const ports = { ...kit.ports, events: mortal.store, executors: process.ports.executors };
          const control = createRunControl(new AbortController().signal, new AbortController().signal);
          const ended = advanceRun(ports, runId, kit.listener, control);
          const died = (async () => {
            while (!mortal.isDead()) await new Promise((resolve) => setImmediate(resolve));
          })();
          await Promise.race([ended, died]);
          kit.claims.die();
          const seen = await readRun(kit.ports, runId);
          expect(['failed', 'canceled', 'success', 'on_hold']).toContain(seen.status);
          expect(JSON.stringify(seen)).not.toContain('"status":"running"');
        }

        isDead = () => false;
        expect(await kit.advance(runId)).toBe('finished');
        expect(Math.max(0, ...begun.values())).toBeLessThanOrEqual(1);
        expect(kit.executor.open()).toEqual([]);

        const view = await readRun(kit.ports, runId);
        if (view.status === 'success') return;
        await rerun(kit.ports, runId, { kind: 'all' });
        expect(await kit.advance(runId)).toBe('finished');
        expect(Math.max(0, ...begun.values())).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 60 },
  );
});
