import { describe, expect, it, onTestFinished } from 'vitest';
import { dockerJob, makeImage, prepared, step, testImages, whyNoDocker } from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);

describe.skipIf(!hasDocker)('a step whose children became root', () => {
  it('is killed with them, and the job goes on', async () => {
    // What sudo does, without sudo.
    const image = `orrery-test/set-uid:${process.pid}`;
    onTestFinished(
      await makeImage(testImages.debian, image, 'cp /bin/bash /bin/rootbash && chmod 4755 /bin/rootbash'),
    );
    const executor = dockerExecutor({ env: process.env });
    const { sandbox } = await prepared(
      executor,
      dockerJob({ image: plainImage(image, { user: 'circleci' }) }),
    );
    const command = `
      rootbash -p -c 'id -u; echo $$ >> /tmp/root.pid; exec perl -e "\\$< = \\$>; sleep 1000"' &
      (setsid rootbash -p -c 'echo $$ >> /tmp/root.pid; exec perl -e "\\$< = \\$>; sleep 1000"' &)
      until [ "$(wc -l < /tmp/root.pid)" = 2 ]; do sleep 0.05; done 2> /dev/null
      sleep 0.2; kill -9 $(cat /tmp/root.pid) || echo protected; wait`;
    const { result, output } = await step(sandbox, command, { shell: '/bin/bash', noOutputTimeoutMs: 1500 });
    expect(output).toContain('protected');
    expect(result).toEqual({ kind: 'timed-out' });
    const check = 'for p in $(cat /tmp/root.pid); do [ -d /proc/$p ] && echo "$p lives"; done; echo checked';
    expect((await step(sandbox, check)).output).toBe('checked\n');
    await sandbox.dispose();
    await executor.close?.();
  });
});
