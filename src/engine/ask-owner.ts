import { OrreryError } from '../base/error.ts';
import type { Claim } from '../ports/run-claims.ts';
import type { EnginePorts } from './engine-ports.ts';
import { claimRun } from './held-claims.ts';
import { leaveRequest, type OwnerRequest } from './request-box.ts';

const everyMs = 100;
const patienceMs = 5000;

/**
 * Takes the run, or asks the process that works on it: undefined once that has taken the request, or did not answer in
 * five seconds.
 */
export async function claimOrAsk(
  ports: EnginePorts,
  runId: string,
  request: OwnerRequest,
): Promise<Claim | undefined> {
  const claim = await tryClaim(ports, runId);
  if (claim !== undefined) return claim;
  const key = await leaveRequest(ports, runId, request);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += everyMs) {
    await ports.clock.sleep(everyMs, new AbortController().signal);
    if (!(await isThere(ports, key))) return undefined;
    const late = await tryClaim(ports, runId);
    if (late === undefined) continue;
    await ports.blobs.delete(key);
    return late;
  }
  return undefined;
}

async function tryClaim(ports: EnginePorts, runId: string): Promise<Claim | undefined> {
  try {
    return await claimRun(ports.claims, runId);
  } catch (error) {
    if (error instanceof OrreryError && error.code === 'store/locked') return undefined;
    throw error;
  }
}

async function isThere(ports: EnginePorts, key: string): Promise<boolean> {
  for await (const found of ports.blobs.list(key)) if (found === key) return true;
  return false;
}
