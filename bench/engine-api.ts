import { Agent, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The least that anyone can do with a container engine: its HTTP API over one kept-alive socket, nothing checked twice.
 * The limit that Orrery's own figures are held against.
 */
const socketPath = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const version = '/v1.41';

export async function callEngine(method: string, path: string, body?: unknown): Promise<unknown> {
  const data = body === undefined ? undefined : JSON.stringify(body);
  const headers = data === undefined ? {} : { 'Content-Type': 'application/json' };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request({ socketPath, agent, method, path: version + path, headers }, resolve);
    call.once('error', reject);
    call.end(data);
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  if ((response.statusCode ?? 500) >= 400)
    throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}

/** Undefined when the engine answers and has the image, else why not. */
export async function whyNoEngine(image: string): Promise<string | undefined> {
  try {
    await callEngine('GET', `/images/${image}/json`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A started container that waits; its id. */
export async function startContainer(image: string): Promise<string> {
  const id = field(
    await callEngine('POST', '/containers/create', {
      Image: image,
      Cmd: ['sleep', '3600'],
      HostConfig: { Init: true },
      Labels: { 'dev.orrery.bench': '1' },
    }),
    'Id',
  );
  await callEngine('POST', `/containers/${id}/start`);
  return id;
}

export async function removeContainer(id: string): Promise<void> {
  await callEngine('DELETE', `/containers/${id}?force=1&v=1`);
}

/** Runs a command in a container to its end and answers how many bytes came of it. */
export async function execIn(id: string, command: readonly string[]): Promise<number> {
  const exec = field(
    await callEngine('POST', `/containers/${id}/exec`, {
      AttachStdout: true,
      AttachStderr: true,
      Cmd: command,
    }),
    'Id',
  );
  const bytes = await countBytes(await upgrade(`/exec/${exec}/start`));
  const code = Reflect.get(Object(await callEngine('GET', `/exec/${exec}/json`)), 'ExitCode');
  if (code !== 0) throw new Error(`exec of ${command.join(' ')} ended with ${String(code)}`);
  return bytes;
}

function upgrade(path: string): Promise<{ readonly socket: Duplex; readonly head: number }> {
  const data = JSON.stringify({ Detach: false, Tty: false });
  return new Promise((resolve, reject) => {
    const call = request({
      socketPath,
      method: 'POST',
      path: version + path,
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': data.length,
        Connection: 'Upgrade',
        Upgrade: 'tcp',
      },
    });
    call.once('upgrade', (_, socket, head) => resolve({ socket, head: head.length }));
    call.once('response', (response) => reject(new Error(`${path}: ${response.statusCode}`)));
    call.once('error', reject);
    call.end(data);
  });
}

function countBytes({ socket, head }: { readonly socket: Duplex; readonly head: number }): Promise<number> {
  let bytes = head;
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    socket.once('end', () => resolve(bytes));
    socket.once('error', reject);
  });
}

/** What a naive runner does for a job of one step. */
export async function containerCycle(image: string): Promise<void> {
  const id = await startContainer(image);
  await execIn(id, ['/bin/sh', '-c', 'true']);
  await removeContainer(id);
}

function field(value: unknown, name: string): string {
  const text: unknown = Reflect.get(Object(value), name);
  if (typeof text !== 'string') throw new Error(`the engine's answer has no ${name}`);
  return text;
}
