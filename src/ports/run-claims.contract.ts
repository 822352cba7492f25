import { describe, expect, it } from 'vitest';
import type { RunClaims } from './run-claims.ts';

/**
 * What every claims port must do. `make` gives a fresh one; `again` is the same one as another part of this process
 * sees it. That a dead holder is noticed is each adapter's own test: it takes a process that dies.
 */
export function describeRunClaims(
  name: string,
  make: () => Promise<{ claims: RunClaims; again: () => Promise<RunClaims> }>,
): void {
  describe(`run claims: ${name}`, () => {
    it('is held from claim to release', async () => {
      const { claims, again } = await make();
      expect(await claims.isHeld('a')).toBe(false);
      const claim = await claims.claim('a');
      expect(await claims.isHeld('a')).toBe(true);
      expect(await (await again()).isHeld('a')).toBe(true);
      await claim.release();
      expect(await claims.isHeld('a')).toBe(false);
    });

    it('refuses a run that somebody holds', async () => {
      const { claims, again } = await make();
      await claims.claim('a');
      await expect(claims.claim('a')).rejects.toMatchObject({ code: 'store/locked' });
      await expect((await again()).claim('a')).rejects.toMatchObject({ code: 'store/locked' });
    });

    it('holds runs apart', async () => {
      const { claims } = await make();
      await claims.claim('a');
      expect(await claims.isHeld('b')).toBe(false);
      await claims.claim('b');
    });

    it('lets exactly one of many take a run', async () => {
      const { claims, again } = await make();
      const others = await Promise.all(Array.from({ length: 8 }, again));
      const outcomes = await Promise.allSettled([claims, ...others].map(async (c) => c.claim('a')));
      expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    });

    it('can be taken again after a release, and a late second release harms nothing', async () => {
      const { claims } = await make();
      const first = await claims.claim('a');
      await first.release();
      const second = await claims.claim('a');
      await first.release();
      expect(await claims.isHeld('a')).toBe(true);
      await second.release();
      await second.release();
      expect(await claims.isHeld('a')).toBe(false);
    });
  });
}
