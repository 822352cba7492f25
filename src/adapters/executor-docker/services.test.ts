import { afterAll, describe, expect, it } from 'vitest';
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
const { busybox } = testImages;

/** Serves a file with the text, over HTTP. */
const server = (port: number, text: string): readonly string[] => [
  '/bin/sh',
  '-c',
  `mkdir -p /srv && echo "${text}" > /srv/page && exec busybox httpd -f -p ${port} -h /srv`,
];
const fetchFrom = (host: string, port: number): string => `
  get() { exec 3<> /dev/tcp/${host}/${port} && printf 'GET /page HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3; }
  for i in $(seq 50); do (get) 2> /dev/null > page.txt && grep -q . page.txt && break; sleep 0.1; done
  tail -n 1 page.txt`;

describe.skipIf(!hasDocker)('service containers', () => {
  const executor = dockerExecutor({ env: process.env });
  afterAll(() => executor.close?.());

  it('are reached on localhost and by their name, with their own environment', async () => {
    const job = dockerJob({
      services: [
        plainImage(busybox, { command: server(8081, 'one of $OWNER'), environment: { OWNER: 'kim' } }),
        plainImage(busybox, { name: 'db', command: server(8082, 'two') }),
      ],
    });
    const { log, sandbox } = await prepared(executor, job);
    expect((await step(sandbox, fetchFrom('localhost', 8081))).output).toBe('one of kim\n');
    expect((await step(sandbox, fetchFrom('db', 8082))).output).toBe('two\n');
    expect((await step(sandbox, 'echo "<${OWNER-unset}>"')).output).toBe('<unset>\n');
    expect(log).toEqual(
      expect.arrayContaining([`Service ${busybox}: started`, `Service db (${busybox}): started`]),
    );
    await sandbox.dispose();
    expect(await containersOf(job.runId)).toEqual([]);
    expect(log.some((line) => line.includes('ended'))).toBe(false);
  });

  it('take entrypoint, command and user from the config', async () => {
    const entrypoint = [
      '/bin/sh',
      '-c',
      'mkdir -p /tmp/srv; echo "$(id -u) $# $1 $2" > /tmp/srv/page; exec busybox httpd -f -p 8083 -h /tmp/srv',
      'server',
    ];
    const command = ['--mode', 'two words'];
    const { sandbox } = await prepared(
      executor,
      dockerJob({ services: [plainImage(busybox, { entrypoint, command, user: '1234' })] }),
    );
    expect((await step(sandbox, fetchFrom('127.0.0.1', 8083))).output).toBe('1234 2 --mode two words\n');
    await sandbox.dispose();
  });

  it('are told of when they end before the job, with their last words', async () => {
    const command = ['/bin/sh', '-c', 'echo "no database here" >&2; exit 3'];
    const { log, sandbox } = await prepared(
      executor,
      dockerJob({ services: [plainImage(busybox, { command })] }),
    );
    const told = await eventually(
      async () => log.find((line) => line.includes('ended')),
      (line) => line !== undefined,
    );
    expect(told).toMatch(
      /^Service bench\/tiny:latest: ended with code 3 after [\d.]+ s\. Its last output:\nno database here$/,
    );
    expect((await step(sandbox, 'echo on')).output).toBe('on\n');
    await sandbox.dispose();
  });

  it('that cannot start fail the job, and leave nothing', async () => {
    const job = dockerJob({
      services: [
        plainImage(busybox, { command: ['sleep', '100'] }),
        plainImage(busybox, { command: ['/no/such/program'] }),
      ],
    });
    await expect(prepared(executor, job)).rejects.toMatchObject({
      code: 'executor/failed',
      message: expect.stringContaining(`the service ${busybox} did not start`) as string,
    });
    expect(await containersOf(job.runId)).toEqual([]);
  });
});
