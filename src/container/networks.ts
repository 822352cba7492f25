import type { EngineClient } from './client.ts';
import { byLabel } from './containers.ts';
import { refusalStatus } from './refusal.ts';
import type { Labelled } from './volumes.ts';

export async function listNetworks(client: EngineClient, label: string): Promise<readonly Labelled[]> {
  const networks = await client.json<readonly { Id: string; Labels: Record<string, string> | null }[]>(
    'GET',
    `/networks?filters=${byLabel(label)}`,
  );
  return networks.map(({ Id, Labels }) => ({ id: Id, labels: Labels ?? {} }));
}

export async function removeNetwork(client: EngineClient, id: string): Promise<void> {
  await client.json('DELETE', `/networks/${id}`).catch((error: unknown) => {
    if (refusalStatus(error) !== 404) throw error;
  });
}
