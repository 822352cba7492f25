import { afterAll, beforeAll, describe } from 'vitest';
import { containersOf, makeImage, testImages, whyNoDocker } from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import { describeExecutor } from '../../ports/executor.contract.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);

const make = async () => dockerExecutor({ env: process.env });
/** Without those that wait for jobs to come: they belong to the executor. */
const leftovers = async (runId: string): Promise<readonly string[]> =>
  (await containersOf(runId)).filter((name) => !name.startsWith('/orrery-ready-'));
const { debian, busybox } = testImages;
const traits = { runsShell: true, isolated: true, leftovers };

describe.skipIf(!hasDocker)('Docker', () => {
  describeExecutor('Debian as root', make, { ...traits, bash: true, job: { image: plainImage(debian) } });
  describeExecutor('Debian as a user', make, {
    ...traits,
    bash: true,
    job: { image: plainImage(debian, { user: 'circleci' }) },
  });
  describeExecutor('busybox as root', make, { ...traits, bash: false, job: { image: plainImage(busybox) } });
  describeExecutor('busybox as nobody', make, {
    ...traits,
    bash: false,
    job: { image: plainImage(busybox, { user: '65534:65534' }) },
  });
  describeExecutor('Debian, the driver by exec', make, {
    ...traits,
    bash: true,
    job: { image: plainImage(debian, { entrypoint: ['sleep', '1000'] }) },
  });
});

describe.skipIf(!hasDocker)('Docker, with a bash as /bin/sh', () => {
  const image = `orrery-test/bash-as-sh:${process.pid}`;
  let remove = async (): Promise<void> => {};
  beforeAll(async () => {
    remove = await makeImage(debian, image, 'ln -sf bash /bin/sh');
  });
  afterAll(() => remove());
  describeExecutor('bash as the driver', make, { ...traits, bash: true, job: { image: plainImage(image) } });
});
