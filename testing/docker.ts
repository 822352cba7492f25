import { connectEngine, type EngineClient } from '../src/container/client.ts';
import {
  createContainer,
  listContainers,
  removeContainer,
  startContainer,
} from '../src/container/containers.ts';
import { findImage } from '../src/container/images.ts';
import type { Executor, JobSandbox, JobSpec, StepResult, StepSpec } from '../src/ports/executor.ts';
import { never, plainImage, plainJob, plainStep } from '../src/ports/testing/specs.ts';

/** The images that tests may count on: a Debian with bash and git, and one static busybox. */
export const testImages = { debian: 'cimg/base:stable', busybox: 'bench/tiny:latest' } as const;

/** For `needs('docker', …)`: why tests cannot use a container engine here. */
export async function whyNoDocker(): Promise<string | undefined> {
  try {
    return await withEngine(async (client) => {
      const images = Object.values(testImages);
      const present = await Promise.all(images.map((image) => findImage(client, image)));
      const missing = images.filter((_, i) => present[i] === undefined);
      return missing.length === 0 ? undefined : `no image ${missing.join(', ')}`;
    });
  } catch (error) {
    return (error as Error).message;
  }
}

export async function withEngine<T>(work: (client: EngineClient) => Promise<T>): Promise<T> {
  const client = await connectEngine(process.env);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** The names of the containers of a run, those that wait for its jobs to come included. */
export async function containersOf(runId: string): Promise<readonly string[]> {
  return withEngine(async (client) => {
    const containers = await listContainers(client, `dev.orrery.run=${runId}`);
    return containers.map(({ Names }) => Names.join(' '));
  });
}

let runs = 0;

/** A plain job in Debian, of a run of its own. */
export function dockerJob(over: Partial<JobSpec> = {}): JobSpec {
  const runId = `test-${process.pid}-${(runs += 1)}`;
  return plainJob({ runId, image: plainImage(testImages.debian), ...over });
}

/** A prepared job with what its preparation logged. */
export async function prepared(
  executor: Executor,
  job: JobSpec,
): Promise<{ readonly sandbox: JobSandbox; readonly log: string[] }> {
  const log: string[] = [];
  const progress = { log: (line: string) => void log.push(line), transfer() {} };
  return { log, sandbox: await executor.prepare(job, progress, never()) };
}

/** Runs a step; gives its end and its output. */
export async function step(
  sandbox: JobSandbox,
  command: string,
  over: Partial<StepSpec> = {},
  signal: AbortSignal = never(),
): Promise<{ readonly result: StepResult; readonly output: string }> {
  const chunks: Uint8Array[] = [];
  const result = await sandbox.runStep(
    plainStep(command, over),
    (chunk) => void chunks.push(Uint8Array.from(chunk)),
    signal,
  );
  return { result, output: Buffer.concat(chunks).toString() };
}

/** Makes an image from another by a command that root runs in it; gives back how to remove it. */
export async function makeImage(
  from: string,
  to: string,
  command: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<() => Promise<void>> {
  const [repo, tag = 'latest'] = to.split(':');
  await withEngine(async (client) => {
    const config = {
      Image: from,
      Cmd: ['/bin/sh', '-c', command],
      User: '0',
      Labels: {},
      HostConfig: {},
    };
    const id = await createContainer(client, `orrery-test-image-${process.pid}-${(runs += 1)}`, config);
    await startContainer(client, id);
    await client.json('POST', `/containers/${id}/wait`, { timeoutMs: 0 });
    const query = new URLSearchParams({ container: id, repo: repo ?? to, tag });
    await client.json('POST', `/commit?${query}`, { body: { Labels: labels }, timeoutMs: 60_000 });
    await removeContainer(client, id);
  });
  return () => withEngine((client) => client.json('DELETE', `/images/${to}?force=1`));
}

/** Waits for something that comes about outside of this process, looking again and again. */
export async function eventually<T>(
  look: () => Promise<T>,
  isIt: (value: T) => boolean,
  limitMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await look();
    if (isIt(value) || performance.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
