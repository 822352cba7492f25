import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  containersOf,
  dockerJob,
  makeImage,
  prepared,
  step,
  testImages,
  whyNoDocker,
  withEngine,
} from '../../../testing/docker.ts';
import { plainImage } from '../../ports/testing/specs.ts';
import { needs } from '../../../testing/require.ts';
import { listContainers } from '../../container/containers.ts';
import { dockerExecutor } from './executor.ts';

const hasDocker = await needs('docker', whyNoDocker);
const { debian, busybox } = testImages;

describe.skipIf(!hasDocker)('a job in Docker', () => {
  const executor = dockerExecutor({ env: process.env });
  afterAll(() => executor.close?.());

  it('tells the engine, the image and the limits', async () => {
    const { log, sandbox } = await prepared(
      executor,
      dockerJob({ resources: { cpus: 1, memoryBytes: 2 * 2 ** 30 } }),
    );
    expect(log[0]).toMatch(/^(?:Docker|Podman) [\d.]+\S* \(API 1\.\d+\) at .+: .+, kernel \S+$/);
    expect(log[1]).toMatch(/^Image cimg\/base:stable: present, (?:id|digest) sha256:[0-9a-f]{64}$/);
    expect(log[2]).toBe('Limits: 1 CPU, 2 GiB memory');
    const memory = await step(
      sandbox,
      'cat /sys/fs/cgroup/memory.max 2> /dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes',
    );
    expect(memory.output).toBe(`${2 * 2 ** 30}\n`);
    expect(sandbox.arch).toMatch(/^linux-(?:amd64-\d+_\d+|arm64)$/);
    await sandbox.dispose();
  });

  it('gives as many CPUs as the engine has where a class asks for more', async () => {
    const { log, sandbox } = await prepared(
      executor,
      dockerJob({ resources: { cpus: 1000, memoryBytes: 2 ** 29 } }),
    );
    expect(log[2]).toMatch(/^Limits: \d+ CPU \(of 1000: all of this engine\), 0\.5 GB memory$/);
    await sandbox.dispose();
  });

  it('fails within seconds for an image that cannot be had, naming it', async () => {
    const started = performance.now();
    const image = plainImage('localhost:9/acme/missing:1.2');
    await expect(prepared(executor, dockerJob({ image, pull: 'missing' }))).rejects.toMatchObject({
      code: 'image/not-found',
      message: expect.stringContaining('localhost:9/acme/missing:1.2') as string,
      hint: expect.stringContaining('does not answer') as string,
    });
    await expect(prepared(executor, dockerJob({ image, pull: 'never' }))).rejects.toMatchObject({
      code: 'image/not-found',
      message: expect.stringContaining('--pull never') as string,
    });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('refuses a name that is none', async () => {
    const image = plainImage('Not A Name');
    await expect(prepared(executor, dockerJob({ image, pull: 'missing' }))).rejects.toMatchObject({
      code: 'image/not-found',
    });
  });

  it('says of an image without a shell that no step can run in it, and leaves nothing', async () => {
    const image = `orrery-test/no-shell:${process.pid}`;
    const remove = await makeImage(busybox, image, 'rm /bin/sh');
    onTestFinished(remove);
    const job = dockerJob({ image: plainImage(image) });
    await expect(prepared(executor, job)).rejects.toMatchObject({
      code: 'executor/failed',
      message: `the image ${image} has no /bin/sh: no step can run in it`,
    });
    expect(await containersOf(job.runId)).toEqual([]);
  });

  it('runs where nothing but the disk in memory can be written', async () => {
    const image = `orrery-test/no-tmp:${process.pid}`;
    const remove = await makeImage(busybox, image, 'rm -r /tmp /root && mkdir -m 555 /root');
    onTestFinished(remove);
    const { sandbox } = await prepared(
      executor,
      dockerJob({ image: plainImage(image, { user: '4321:4321' }) }),
    );
    expect(sandbox.home).toMatch(/^\/mnt\/ramdisk\/\.orrery-[0-9a-f]+\/home$/);
    expect(await step(sandbox, 'echo hi > file; cat file; circleci version > /dev/null; pwd')).toEqual({
      result: { kind: 'exited', code: 0, halt: false },
      output: `hi\n${sandbox.workingDirectory}\n`,
    });
    await sandbox.dispose();
  });

  it('cannot make a working directory where the user may not write', async () => {
    const job = dockerJob({ image: plainImage(debian, { user: 'circleci' }), workingDirectory: '/srv/app' });
    await expect(prepared(executor, job)).rejects.toMatchObject({
      code: 'executor/failed',
      message: expect.stringContaining('/srv/app') as string,
    });
    expect(await containersOf(job.runId)).toEqual([]);
  });

  it('keeps values out of what the engine can tell, and leaves out names that no shell can carry', async () => {
    const job = dockerJob({ environment: { TOKEN: 'hidden-from-the-engine', 'with-dash': 'x' } });
    const { log, sandbox } = await prepared(executor, job);
    expect(log).toContain('Left out: the variable "with-dash", a name that no shell can carry');
    const background = await sandbox.startBackground(
      {
        command: 'sleep 100',
        shell: undefined,
        environment: { OWN: 'hidden-too' },
        workingDirectory: undefined,
        noOutputTimeoutMs: 0,
      },
      () => {},
    );
    const told = await withEngine(async (client) => {
      const containers = await listContainers(client, `dev.orrery.run=${job.runId}`);
      const container = containers.find(({ Names }) => !Names[0]?.startsWith('/orrery-ready-'));
      const inspected = await client.json<{ ExecIDs: string[] }>('GET', `/containers/${container?.Id}/json`);
      const execs = await Promise.all(inspected.ExecIDs.map((id) => client.json('GET', `/exec/${id}/json`)));
      return JSON.stringify([inspected, execs]);
    });
    expect(told).not.toContain('hidden');
    expect((await step(sandbox, 'echo "$TOKEN"')).output).toBe('hidden-from-the-engine\n');
    await sandbox.dispose();
    expect(await background.done).toEqual({ kind: 'canceled' });
  });

  it.each([
    ['TOO_LONG', 'x'.repeat(131_072)],
    ['ZERO', 'a\0b'],
  ])('refuses the variable %s by name', async (name, value) => {
    await expect(prepared(executor, dockerJob({ environment: { [name]: value } }))).rejects.toMatchObject({
      code: 'executor/failed',
      message: expect.stringContaining(name) as string,
    });
  });

  it('takes the shell of the job as written, and that of a step over it', async () => {
    const { sandbox } = await prepared(executor, dockerJob({ shell: '/bin/bash -x' }));
    expect(sandbox.defaultShell).toEqual(['/bin/bash', '-x', '-c']);
    expect((await step(sandbox, 'false; echo on')).output).toBe('+ false\n+ echo on\non\n');
    const over = { shell: '/usr/bin/env "bash" -o pipefail' };
    expect((await step(sandbox, 'false | true; echo "$?"', over)).output).toBe('1\n');
    await sandbox.dispose();
  });

  it('mounts the folder of --bind as the working directory, as each user finds it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orrery-bind-'));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'from-host.txt'), 'host\n');
    const { sandbox } = await prepared(executor, dockerJob({ bind: folder }));
    expect(sandbox.workingDirectory).toBe('/root/project');
    expect((await step(sandbox, 'cat from-host.txt; echo job > from-job.txt')).output).toBe('host\n');
    expect(readFileSync(join(folder, 'from-job.txt'), 'utf8')).toBe('job\n');
    await sandbox.dispose();
    const asUser = await prepared(
      executor,
      dockerJob({ bind: folder, image: plainImage(debian, { user: 'circleci' }) }),
    );
    expect(asUser.sandbox.workingDirectory).toBe('/home/circleci/project');
    expect((await step(asUser.sandbox, 'cd ~/project && cat from-job.txt')).output).toBe('job\n');
    await asUser.sandbox.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('hands out the machine’s own engine only when asked to', async () => {
    await expect(prepared(executor, dockerJob({ remoteDocker: true }))).rejects.toMatchObject({
      code: 'executor/failed',
      hint: expect.stringContaining('ORRERY_REMOTE_DOCKER=host-socket') as string,
    });
    const daring = dockerExecutor({ env: { ...process.env, ORRERY_REMOTE_DOCKER: 'host-socket' } });
    const job = dockerJob({ remoteDocker: true, image: plainImage(debian, { user: 'circleci' }) });
    const { sandbox } = await prepared(daring, job);
    const ask = `perl -MIO::Socket::UNIX -e '
      my $s = IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") or die "no: $!";
      print $s "GET /_ping HTTP/1.0\\r\\n\\r\\n"; print <$s>;'`;
    expect((await step(sandbox, ask)).output).toMatch(/^HTTP\/1\.[01] 200 OK[^]*OK$/);
    await sandbox.dispose();
    await daring.close?.();
  });
});
