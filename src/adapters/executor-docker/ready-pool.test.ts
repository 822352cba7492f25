import { describe, expect, it } from 'vitest';
import {
  containersOf,
  dockerJob,
  eventually,
  prepared,
  step,
  testImages,
  whyNoDocker,
} from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);

describe.skipIf(!hasDocker)('containers started ahead', () => {
  const runId = `ahead-${process.pid}`;
  const ready = async (): Promise<readonly string[]> =>
    (await containersOf(runId)).filter((name) => name.startsWith('/orrery-ready-'));

  it('serve the next job of the same kind, and are removed at the end', async () => {
    const executor = dockerExecutor({ env: process.env });
    const host = async (over = {}): Promise<string> => {
      const { sandbox } = await prepared(executor, dockerJob({ runId, ...over }));
      const { output } = await step(sandbox, 'hostname; echo "<${WORD-unset}>"; ls -A ~/project');
      await sandbox.dispose();
      return output;
    };
    await host();
    expect(await ready()).toEqual([]);
    await host({ environment: { WORD: 'secret' } });
    const [waiting] = await eventually(ready, (names) => names.length === 1);
    expect(waiting).toBeDefined();

    const third = await prepared(
      executor,
      dockerJob({ runId, job: 'third', environment: { WORD: 'third' } }),
    );
    const names = await eventually(
      () => containersOf(runId),
      (all) => all.some((name) => name.startsWith('/orrery-third-0-')),
    );
    expect(names).not.toContain(waiting);
    expect((await step(third.sandbox, 'echo "$WORD"; ls -A')).output).toBe('third\n');
    await third.sandbox.dispose();

    const other = await host({ image: plainImage(testImages.busybox) });
    expect(other).toContain('<unset>');
    await executor.close?.();
    expect(await containersOf(runId)).toEqual([]);
  });

  it('are let alone when they have died meanwhile', async () => {
    const executor = dockerExecutor({ env: process.env });
    for (const job of ['one', 'two']) {
      const { sandbox } = await prepared(executor, dockerJob({ runId, job }));
      await sandbox.dispose();
    }
    await eventually(ready, (names) => names.length === 1);
    const { withEngine } = await import('../../../testing/docker.ts');
    const { listContainers, removeContainer } = await import('../../container/containers.ts');
    await withEngine(async (client) => {
      for (const { Id } of await listContainers(client, `dev.orrery.run=${runId}`))
        await removeContainer(client, Id);
    });
    const { sandbox } = await prepared(executor, dockerJob({ runId, job: 'three' }));
    expect((await step(sandbox, 'echo fine')).output).toBe('fine\n');
    await sandbox.dispose();
    await executor.close?.();
    expect(await containersOf(runId)).toEqual([]);
  });
});
