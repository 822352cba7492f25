import type { JobKey } from '../plan/plan.ts';
import { requestPrefix } from './blob-keys.ts';
import { collect, streamOf } from './bytes.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What another process asks of the one that works on a run. */
export type OwnerRequest =
  | { readonly kind: 'cancel'; readonly by: string }
  | { readonly kind: 'approve'; readonly job: JobKey; readonly by: string };

/** Leaves a request for the run's owner, who looks every second; resolves with its key, which is gone once it is taken. */
export async function leaveRequest(
  ports: EnginePorts,
  runId: string,
  request: OwnerRequest,
): Promise<string> {
  const key = `${requestPrefix(runId)}${ports.ids.uuid()}.json`;
  await ports.blobs.put(key, streamOf(JSON.stringify(request)));
  return key;
}

/** Takes all requests there are. */
export async function takeRequests(ports: EnginePorts, runId: string): Promise<readonly OwnerRequest[]> {
  const keys = await Array.fromAsync(ports.blobs.list(requestPrefix(runId)));
  const out: OwnerRequest[] = [];
  for (const key of keys) {
    const body = await ports.blobs.get(key);
    if (body !== undefined) out.push(JSON.parse((await collect(body)).toString()) as OwnerRequest);
    await ports.blobs.delete(key);
  }
  return out;
}
