import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extract, pack } from 'tar-stream';
import { dockerJob, prepared, step, testImages, whyNoDocker } from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import type { JobSandbox } from '../../ports/executor.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);

async function* fileTar(name: string, body: Uint8Array, mode = 0o644): AsyncGenerator<Uint8Array> {
  const archive = pack();
  archive.entry({ name, mode, uid: 0, gid: 0 }, Buffer.from(body));
  archive.finalize();
  for await (const chunk of archive) yield chunk as Uint8Array;
}

async function names(tar: AsyncIterable<Uint8Array> | undefined): Promise<readonly string[] | undefined> {
  if (tar === undefined) return undefined;
  const reader = extract();
  const found: string[] = [];
  const feeding = (async () => {
    for await (const chunk of tar) reader.write(Buffer.from(chunk));
    reader.end(undefined);
  })();
  for await (const entry of reader) {
    found.push(entry.header.name.replace(/\/$/, ''));
    entry.resume();
  }
  await feeding;
  return found.toSorted();
}

describe.skipIf(!hasDocker)(
  'copies where the engine sees nothing: a working directory in memory (D27)',
  () => {
    const executor = dockerExecutor({ env: process.env });
    let sandbox: JobSandbox;
    beforeAll(async () => {
      const image = plainImage(testImages.debian, { user: 'circleci' });
      ({ sandbox } = await prepared(
        executor,
        dockerJob({ image, workingDirectory: '/mnt/ramdisk/project' }),
      ));
    });
    afterAll(async () => {
      await sandbox?.dispose();
      await executor.close?.();
    });

    it('go in, and belong to the steps’ user', async () => {
      const bytes = randomBytes(5_000_000);
      await sandbox.copyIn(sandbox.workingDirectory, fileTar('sub/big.bin', bytes));
      const { output } = await step(sandbox, 'stat -c "%U %s" sub sub/big.bin; echo more >> sub/big.bin');
      expect(output).toMatch(/^circleci \d+\ncircleci 5000000\n$/);
    });

    it('come out', async () => {
      await step(sandbox, 'mkdir -p out/deep; echo a > out/a; echo b > out/deep/b; echo c > -dashed');
      expect(await names(await sandbox.copyOut('/mnt/ramdisk/project/out'))).toEqual([
        'out',
        'out/a',
        'out/deep',
        'out/deep/b',
      ]);
      expect(await names(await sandbox.copyOut('/mnt/ramdisk/project/-dashed'))).toEqual(['-dashed']);
      expect(await sandbox.copyOut('/mnt/ramdisk/project/absent')).toBeUndefined();
    });

    it('refuse what leads out, as everywhere', async () => {
      await expect(
        sandbox.copyIn('/mnt/ramdisk/x', fileTar('../evil', new Uint8Array(3))),
      ).rejects.toMatchObject({
        code: 'executor/failed',
      });
      expect(await names(await sandbox.copyOut('/mnt/ramdisk/evil'))).toBeUndefined();
    });
  },
);
