import type { EngineClient } from './client.ts';
import { byLabel } from './containers.ts';
import { refusalStatus } from './refusal.ts';

export interface Labelled {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export async function listVolumes(client: EngineClient, label: string): Promise<readonly Labelled[]> {
  const { Volumes } = await client.json<{
    Volumes: readonly { Name: string; Labels: Record<string, string> | null }[] | null;
  }>('GET', `/volumes?filters=${byLabel(label)}`);
  return (Volumes ?? []).map(({ Name, Labels }) => ({ id: Name, labels: Labels ?? {} }));
}

export async function removeVolume(client: EngineClient, name: string): Promise<void> {
  await client.json('DELETE', `/volumes/${encodeURIComponent(name)}?force=1`).catch((error: unknown) => {
    if (refusalStatus(error) !== 404) throw error;
  });
}
