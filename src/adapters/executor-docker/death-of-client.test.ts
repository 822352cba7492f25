import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  containersOf,
  dockerJob,
  eventually,
  prepared,
  step,
  testImages,
  whyNoDocker,
  withEngine,
} from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import { listContainers, removeContainer } from '../../container/containers.ts';
import type { JobSpec } from '../../ports/executor.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);

/** A process that runs jobs one after the other, each with a step and a background step that are deaf to TERM. */
const client = `
import { dockerExecutor } from ${JSON.stringify(new URL('./executor.ts', import.meta.url).pathname)};
const job = JSON.parse(process.argv[1]);
const executor = dockerExecutor({ env: process.env });
const step = (command) => ({ command, environment: {}, noOutputTimeoutMs: 0 });
const deaf = "trap '' TERM HUP INT; setsid sleep 1000 & while :; do sleep 1; done";
for (let i = 0; ; i += 1) {
  const sandbox = await executor.prepare(job, { log() {}, transfer() {} }, new AbortController().signal);
  await sandbox.startBackground(step(deaf), () => {});
  console.log('running');
  const stop = AbortSignal.timeout(300);
  await sandbox.runStep(step(deaf), () => {}, stop);
  await sandbox.dispose();
}`;

function startClient(job: JobSpec) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', client, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Processes of this machine that a killed client's steps would leave. */
const noneLeft = (names: readonly string[]): boolean => names.length === 0;

describe.skipIf(!hasDocker)('death of the client by SIGKILL', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [n * 97 + 20]))(
    'after %i ms leaves no running container',
    async (afterMs) => {
      const job = dockerJob();
      const child = startClient(job);
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const isNever = (container: { State: string }): boolean => container.State !== 'created';
      const left = await eventually(
        () =>
          withEngine(async (client) =>
            (await listContainers(client, `dev.orrery.run=${job.runId}`)).filter(isNever).map(({ Id }) => Id),
          ),
        noneLeft,
        3000,
      );
      expect(left).toEqual([]);
      // One that was made but not started yet has no process; the next reap takes it.
      const executor = dockerExecutor({ env: process.env });
      await executor.reap();
      expect(await containersOf(job.runId)).toEqual([]);
      await executor.close?.();
    },
  );

  it('leaves services to the next reap, which spares what lives', async () => {
    const service = plainImage(testImages.busybox, { command: ['sleep', '1000'] });
    const job = dockerJob({ services: [service] });
    const child = startClient(job);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const executor = dockerExecutor({ env: process.env });
    const own = await prepared(executor, dockerJob());
    const lines = await executor.reap();
    expect(lines.filter((line) => line.endsWith(`of run ${job.runId}`)).length).toBeGreaterThan(0);
    expect(await containersOf(job.runId)).toEqual([]);
    expect((await step(own.sandbox, 'echo alive')).output).toBe('alive\n');
    await own.sandbox.dispose();
    await executor.close?.();
  });
});

/** A way to the engine by TCP that can fall silent without closing, as networks do. */
async function tcpToEngine(): Promise<{ readonly address: string; readonly fallSilent: () => void }> {
  const socketPath = await withEngine(async ({ endpoint }) => endpoint.connect);
  const pairs: Socket[] = [];
  let isSilent = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(
      socketPath.kind === 'socket'
        ? { path: socketPath.path, allowHalfOpen: true }
        : { ...socketPath, allowHalfOpen: true },
    );
    pairs.push(near, far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => isSilent || to.write(chunk));
      from.on('end', () => isSilent || to.end());
      from.on('error', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of pairs) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { address: `tcp://127.0.0.1:${port}`, fallSilent: () => (isSilent = true) };
}

describe.skipIf(!hasDocker)('a connection that dies unnoticed', () => {
  it('ends the container from within, while a silent step with a living connection goes on', async () => {
    const { address, fallSilent } = await tcpToEngine();
    const executor = dockerExecutor({ env: { ...process.env, DOCKER_HOST: address }, watchdogSeconds: 3 });
    const job = dockerJob();
    const { sandbox } = await prepared(executor, job);
    expect((await step(sandbox, 'sleep 5; echo still here')).output).toBe('still here\n');
    void step(sandbox, 'sleep 1000').catch(() => {});
    fallSilent();
    expect(await eventually(() => containersOf(job.runId), noneLeft, 12_000)).toEqual([]);
  });
});

describe.skipIf(!hasDocker)('an engine that loses a container', () => {
  it('is told as lost, and every later step too', async () => {
    const executor = dockerExecutor({ env: process.env });
    const job = dockerJob();
    const { sandbox } = await prepared(executor, job);
    const running = step(sandbox, 'echo begun; sleep 1000');
    await withEngine(async (client) => {
      for (const { Id } of await listContainers(client, `dev.orrery.run=${job.runId}`))
        await removeContainer(client, Id);
    });
    expect((await running).result).toMatchObject({ kind: 'lost' });
    expect((await step(sandbox, 'true')).result).toMatchObject({ kind: 'lost' });
    await expect(sandbox.copyOut('/etc/passwd')).rejects.toMatchObject({ code: 'executor/failed' });
    await sandbox.dispose();
    await executor.close?.();
  });
});
