import { connectEngine } from '../src/container/client.ts';
import { listContainers } from '../src/container/containers.ts';
import { findImage } from '../src/container/images.ts';

/** The images that tests may count on: a Debian with bash and git, and one static busybox. */
export const testImages = { debian: 'cimg/base:stable', busybox: 'bench/tiny:latest' } as const;

/** For `needs('docker', …)`: why tests cannot use a container engine here. */
export async function whyNoDocker(): Promise<string | undefined> {
  try {
    const client = await connectEngine(process.env);
    const images = Object.values(testImages);
    const present = await Promise.all(images.map((image) => findImage(client, image)));
    client.close();
    const missing = images.filter((_, i) => present[i] === undefined);
    return missing.length === 0 ? undefined : `no image ${missing.join(', ')}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The containers that are left of a run. */
export async function containersOf(runId: string): Promise<readonly string[]> {
  const client = await connectEngine(process.env);
  try {
    const containers = await listContainers(client, `dev.orrery.run=${runId}`);
    return containers.map(({ Names }) => Names.join(' '));
  } finally {
    client.close();
  }
}
