import { describe, expect, it } from 'vitest';
import { jobKey } from '../plan/plan.ts';
import type { LockTicket, PlacedTicket } from '../run/lock-queue.ts';
import type { SerialLocks } from './serial-locks.ts';

export interface LocksUnderTest {
  /** The locks as the project of that name sees them; projects stand beside one another. */
  of(project: string): SerialLocks;
}

/** What every port of locks must do. `make` gives fresh ones, for which a run is live as long as `isLive` says so. */
export function describeSerialLocks(
  name: string,
  make: (isLive: (ticket: PlacedTicket) => Promise<boolean>) => LocksUnderTest,
): void {
  const ticket = (runId: string, number = 1, more: Partial<LockTicket> = {}): LockTicket => ({
    key: 'prod',
    runId,
    job: jobKey('main/deploy'),
    number,
    yields: true,
    ...more,
  });
  const always = async (): Promise<boolean> => true;

  describe(`serial locks: ${name}`, () => {
    it('serve first come, first served, over projects', async () => {
      const machine = make(always);
      const [shop, bank] = [machine.of('shop'), machine.of('bank')];
      expect(await shop.ask(ticket('s', 12))).toEqual({ kind: 'held' });
      const behind = { kind: 'waits', holder: { runId: 's', number: 12, job: 'main/deploy' } };
      expect(await bank.ask(ticket('b', 3))).toMatchObject(behind);
      expect(await shop.ask(ticket('t', 13))).toMatchObject(behind);
      await shop.leave('s', jobKey('main/deploy'));
      expect(await shop.ask(ticket('t', 13))).toMatchObject({ kind: 'waits', holder: { runId: 'b' } });
      expect(await bank.ask(ticket('b', 3))).toEqual({ kind: 'held' });
    });

    it('are one for each key, and each job has a place of its own', async () => {
      const shop = make(always).of('shop');
      expect(await shop.ask(ticket('s'))).toEqual({ kind: 'held' });
      expect(await shop.ask(ticket('s', 1, { key: 'staging', job: jobKey('main/other') }))).toEqual({
        kind: 'held',
      });
      expect(await shop.ask(ticket('s', 1, { job: jobKey('main/again') }))).toMatchObject({ kind: 'waits' });
      expect([...(await shop.jobsOf('s'))].toSorted()).toEqual(['main/again', 'main/deploy', 'main/other']);
      expect(await shop.jobsOf('t')).toEqual([]);
    });

    it('name the project of the holder, where it is another', async () => {
      const machine = make(always);
      await machine.of('shop').ask(ticket('s'));
      const seen = await machine.of('bank').ask(ticket('b'));
      expect(seen).toMatchObject({ holder: { project: expect.stringMatching(/shop$/) } });
      expect(await machine.of('shop').ask(ticket('t'))).toMatchObject({ holder: { project: '' } });
    });

    it('pass over runs that nobody goes on with', async () => {
      const live = new Set(['s', 'b']);
      const machine = make(async ({ runId }) => live.has(runId));
      await machine.of('shop').ask(ticket('s'));
      expect(await machine.of('bank').ask(ticket('b'))).toMatchObject({ kind: 'waits' });
      live.delete('s');
      expect(await machine.of('bank').ask(ticket('b'))).toEqual({ kind: 'held' });
      expect(await machine.of('shop').jobsOf('s')).toEqual([]);
    });

    it('let no pipeline run after a newer one of its project (WFL-66)', async () => {
      const machine = make(always);
      const shop = machine.of('shop');
      await shop.ask(ticket('new', 13));
      await shop.leave('new', jobKey('main/deploy'));
      expect(await shop.ask(ticket('old', 12))).toEqual({ kind: 'outrun', by: 13 });
      await shop.leave('old', jobKey('main/deploy'));
      expect(await machine.of('bank').ask(ticket('b', 2))).toEqual({ kind: 'held' });
    });

    it('pass over an older pipeline whose turn comes while a newer one of its project waits (WFL-66)', async () => {
      const machine = make(always);
      const shop = machine.of('shop');
      await machine.of('bank').ask(ticket('b'));
      await shop.ask(ticket('old', 12));
      expect(await shop.ask(ticket('new', 13))).toMatchObject({ kind: 'waits' });
      expect(await shop.ask(ticket('old', 12))).toMatchObject({ kind: 'waits' });
      await machine.of('bank').leave('b', jobKey('main/deploy'));
      expect(await shop.ask(ticket('old', 12))).toEqual({ kind: 'outrun', by: 13 });
    });

    it('let a job in that yields to nobody', async () => {
      const shop = make(always).of('shop');
      await shop.ask(ticket('new', 13));
      await shop.leave('new', jobKey('main/deploy'));
      expect(await shop.ask(ticket('old', 12, { yields: false }))).toEqual({ kind: 'held' });
    });

    it('give exactly one of many the lock, one after the other', async () => {
      const machine = make(always);
      const all = Array.from({ length: 8 }, (_, i) => ({ at: machine.of(`p${i}`), ticket: ticket(`r${i}`) }));
      await Promise.all(all.map(async ({ at, ticket: own }) => at.ask(own)));
      for (let left = all.length; left > 0; left -= 1) {
        const standings = await Promise.all(
          all.map(async (one) => ({
            one,
            standing: (await one.at.jobsOf(one.ticket.runId)).length > 0 && (await one.at.ask(one.ticket)),
          })),
        );
        const holders = standings.filter(({ standing }) => standing !== false && standing.kind === 'held');
        expect(holders).toHaveLength(1);
        for (const { one } of holders) await one.at.leave(one.ticket.runId, one.ticket.job);
      }
    });

    it('tell that a queue has changed', async () => {
      const machine = make(always);
      await machine.of('shop').ask(ticket('s'));
      const { promise, resolve } = Promise.withResolvers<void>();
      const watching = machine.of('bank').watch(resolve);
      await machine.of('shop').leave('s', jobKey('main/deploy'));
      await promise;
      watching.close();
    });
  });
}
