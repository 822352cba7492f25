import { once } from 'node:events';
import { OrreryError } from '../../base/error.ts';
import type { EngineClient } from '../../container/client.ts';
import { execExit, startExec, type RunningExec } from '../../container/exec.ts';
import { createFrameSplitter } from '../../container/frames.ts';

/**
 * Archives by the image's own `tar`, for places that only the container sees (a disk in memory). Slower to begin than the
 * engine's archives, and not every image has a `tar`.
 */
export async function unpackInside(
  client: EngineClient,
  containerId: string,
  tar: AsyncIterable<Uint8Array>,
): Promise<void> {
  // As root, who may give files to the steps' user; the archive has been confined already.
  const exec = await startExec(client, containerId, { command: ['tar', '-xpf', '-', '-C', '/'], user: '0' });
  const output = readOutput(exec);
  const said = (async () => {
    let text = '';
    for await (const { payload } of output) text = (text + Buffer.from(payload).toString()).slice(-2000);
    return text;
  })();
  said.catch(() => {});
  try {
    for await (const chunk of tar) {
      if (exec.socket.destroyed) break;
      if (!exec.socket.write(chunk)) await Promise.race([once(exec.socket, 'drain'), said]);
    }
    exec.socket.end();
    const trouble = await said;
    await expectSuccess(client, exec.id, trouble);
  } finally {
    exec.socket.destroy();
  }
}

const absentCode = 44;
const packScript = `cd "$1" && [ -e "$2" ] || exit ${absentCode}; exec tar -cf - -- "$2"`;

/** `base` in the folder `parent` as a tar; undefined when it is not there. */
export async function packInside(
  client: EngineClient,
  containerId: string,
  parent: string,
  base: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const exec = await startExec(client, containerId, {
    command: ['/bin/sh', '-c', packScript, 'pack', parent, base],
  });
  const output = readOutput(exec);
  let trouble = '';
  async function next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const frame = await output.next();
      if (frame.done === true) return undefined;
      if (frame.value.stream === 1) return frame.value.payload;
      trouble = (trouble + Buffer.from(frame.value.payload).toString()).slice(-2000);
    }
  }
  const first = await next();
  if (first === undefined) {
    if ((await execExit(client, exec.id)) === absentCode) return undefined;
    await expectSuccess(client, exec.id, trouble);
  }
  return (async function* () {
    for (let chunk = first; chunk !== undefined; chunk = await next()) yield chunk;
    await expectSuccess(client, exec.id, trouble);
  })();
}

async function* readOutput({ socket, head }: RunningExec) {
  const split = createFrameSplitter();
  yield* split(head);
  for await (const chunk of socket) yield* split(chunk as Uint8Array);
}

async function expectSuccess(client: EngineClient, execId: string, trouble: string): Promise<void> {
  const code = await execExit(client, execId);
  if (code === 0) return;
  const reason = trouble.trim() || `tar ended with code ${code}`;
  throw new OrreryError('executor/failed', `files could not be copied by the image's tar: ${reason}`, {
    fault: 'environment',
  });
}
