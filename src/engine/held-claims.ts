import type { Claim, RunClaims } from '../ports/run-claims.ts';

/**
 * Claims that starting, approving or rerunning a run leave for the `advanceRun` that follows, so that no other process
 * takes the run, or sees it as abandoned, in between.
 */
const kept = new WeakMap<RunClaims, Map<string, Claim>>();

/** The claim this process kept, or a new one; `store/locked` while another process works on the run. */
export async function claimRun(claims: RunClaims, runId: string): Promise<Claim> {
  const claim = kept.get(claims)?.get(runId);
  kept.get(claims)?.delete(runId);
  return claim ?? claims.claim(runId);
}

export function keepClaim(claims: RunClaims, runId: string, claim: Claim): void {
  const own = kept.get(claims) ?? new Map<string, Claim>();
  kept.set(claims, own.set(runId, claim));
}

/** Claims the run for `work`, and keeps the claim for the `advanceRun` that follows; releases it when `work` throws. */
export async function withKeptClaim<T>(claims: RunClaims, runId: string, work: () => Promise<T>): Promise<T> {
  const claim = await claimRun(claims, runId);
  try {
    const result = await work();
    keepClaim(claims, runId, claim);
    return result;
  } catch (error) {
    await claim.release();
    throw error;
  }
}
