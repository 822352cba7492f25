import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  containersOf,
  dockerJob,
  makeImage,
  prepared,
  step,
  testImages,
  whyNoDocker,
} from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);
const { debian } = testImages;

describe.skipIf(!hasDocker)('the own program of a primary image (EXE-09)', () => {
  const executor = dockerExecutor({ env: process.env });
  afterAll(() => executor.close?.());
  const running = 'for i in $(seq 50); do [ -e /tmp/mark ] && break; sleep 0.1; done; cat /tmp/mark';

  it('runs beside the steps when the config names it', async () => {
    const image = plainImage(debian, {
      entrypoint: ['/bin/sh', '-c', 'echo "$MODE $*" > /tmp/mark; sleep 1000', 'program'],
      command: ['--serve'],
      environment: { MODE: 'fast' },
    });
    const { sandbox } = await prepared(executor, dockerJob({ image }));
    expect(await step(sandbox, `${running}; echo "$MODE"`)).toMatchObject({ output: 'fast --serve\nfast\n' });
    await sandbox.dispose();
  });

  it('runs when a command alone is given, without the entrypoint of the image', async () => {
    const image = plainImage(debian, {
      command: ['/bin/sh', '-c', 'echo command > /tmp/mark; exec sleep 1000'],
    });
    const { sandbox } = await prepared(executor, dockerJob({ image }));
    expect(await step(sandbox, running)).toMatchObject({ output: 'command\n' });
    await sandbox.dispose();
  });

  it('runs when the image says that it must', async () => {
    const name = `orrery-test/preserve:${process.pid}`;
    const remove = await makeImage(
      debian,
      name,
      `printf '#!/bin/sh\\necho preserved > /tmp/mark\\nexec sleep 1000\\n' > /bin/entry && chmod 755 /bin/entry`,
      { 'com.circleci.preserve-entrypoint': 'true' },
    );
    onTestFinished(remove);
    const image = plainImage(name, { entrypoint: undefined, command: ['/bin/entry'] });
    const { sandbox } = await prepared(executor, dockerJob({ image }));
    expect(await step(sandbox, running)).toMatchObject({ output: 'preserved\n' });
    await sandbox.dispose();
  });

  it('is told of when it ends at once, and leaves nothing', async () => {
    const job = dockerJob({ image: plainImage(debian, { entrypoint: ['sh', '-c', 'echo "no way" >&2'] }) });
    await expect(prepared(executor, job)).rejects.toMatchObject({
      code: 'executor/failed',
      message: `the program of the image ${debian} ended at once. Its last output:\nno way`,
    });
    expect(await containersOf(job.runId)).toEqual([]);
  });

  it('takes the job with it when it ends in the midst', async () => {
    const { sandbox } = await prepared(
      executor,
      dockerJob({ image: plainImage(debian, { entrypoint: ['sleep', '1000'] }) }),
    );
    const { result } = await step(sandbox, 'kill -9 -1; sleep 30');
    expect(result.kind).toBe('lost');
    await sandbox.dispose();
  });
});
