import { listContainers, removeContainer } from '../../container/containers.ts';
import { listNetworks, removeNetwork } from '../../container/networks.ts';
import { listVolumes, removeVolume } from '../../container/volumes.ts';
import type { Engine } from './engine.ts';
import { isOwnerAlive, labels } from './owner.ts';

/**
 * Removes what dead owners left in the engine, and nothing whose owner lives or cannot be judged from here. Containers go
 * before the networks and volumes that they hold. A line for each.
 */
export async function reapEngine({ client }: Engine): Promise<readonly string[]> {
  const isDead = (held: Readonly<Record<string, string>>): boolean =>
    isOwnerAlive(held[labels.owner] ?? '') === false;
  const containers = (await listContainers(client, labels.owner)).filter(({ Labels }) => isDead(Labels));
  await Promise.all(containers.map(({ Id }) => removeContainer(client, Id)));
  const [networks, volumes] = await Promise.all([
    listNetworks(client, labels.owner),
    listVolumes(client, labels.owner),
  ]);
  const deadNetworks = networks.filter((network) => isDead(network.labels));
  const deadVolumes = volumes.filter((volume) => isDead(volume.labels));
  await Promise.all([
    ...deadNetworks.map(({ id }) => removeNetwork(client, id)),
    ...deadVolumes.map(({ id }) => removeVolume(client, id)),
  ]);
  return [
    ...containers.map(
      ({ Id, Labels, Names }) =>
        `removed container ${Names[0]?.slice(1) ?? Id.slice(0, 12)} of run ${Labels[labels.run] ?? 'unknown'}`,
    ),
    ...deadNetworks.map(({ id }) => `removed network ${id.slice(0, 12)}`),
    ...deadVolumes.map(({ id }) => `removed volume ${id}`),
  ];
}
