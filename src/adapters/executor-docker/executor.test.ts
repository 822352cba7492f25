import { describe } from 'vitest';
import { containersOf, testImages, whyNoDocker } from '../../../testing/docker.ts';
import { needs } from '../../../testing/require.ts';
import { describeExecutor } from '../../ports/executor.contract.ts';
import type { ImageSpec } from '../../ports/executor.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);

export const imageSpec = (image: string, over: Partial<ImageSpec> = {}): ImageSpec => ({
  image,
  name: undefined,
  entrypoint: undefined,
  command: undefined,
  user: undefined,
  environment: {},
  auth: undefined,
  ...over,
});

const make = async () => dockerExecutor({ env: process.env });
/** Without those that wait for jobs to come: they belong to the executor. */
const leftovers = async (runId: string): Promise<readonly string[]> =>
  (await containersOf(runId)).filter((name) => !name.startsWith('/orrery-ready-'));
const { debian, busybox } = testImages;

describe.skipIf(!hasDocker)('Docker', () => {
  const traits = { runsShell: true, isolated: true, leftovers };
  describeExecutor('Debian as root', make, { ...traits, bash: true, job: { image: imageSpec(debian) } });
  describeExecutor('Debian as a user', make, {
    ...traits,
    bash: true,
    job: { image: imageSpec(debian, { user: 'circleci' }) },
  });
  describeExecutor('busybox as root', make, { ...traits, bash: false, job: { image: imageSpec(busybox) } });
  describeExecutor('busybox as nobody', make, {
    ...traits,
    bash: false,
    job: { image: imageSpec(busybox, { user: '65534:65534' }) },
  });
  describeExecutor('Debian, the driver by exec', make, {
    ...traits,
    bash: true,
    job: { image: imageSpec(debian, { entrypoint: ['sleep', '1000'] }) },
  });
});
