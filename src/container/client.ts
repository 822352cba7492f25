import { once } from 'node:events';
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OrreryError } from '../base/error.ts';
import { engineEndpoints, type Endpoint } from './endpoint.ts';
import { refusal, unreachable } from './refusal.ts';

/** The HTTP API of a container engine (Docker, or Podman's copy of it), at a negotiated version. */
export interface EngineClient {
  readonly endpoint: Endpoint;
  /** `1.41`, … as used in paths. */
  readonly apiVersion: string;
  /** A quick call with a JSON answer; `undefined` for an empty one. */
  json<T>(method: string, path: string, options?: CallOptions): Promise<T>;
  /** A call whose answer is a stream; it must be read to its end or destroyed. */
  open(method: string, path: string, options?: CallOptions): Promise<IncomingMessage>;
  /** A call that turns its connection into a raw stream in both directions (attach, exec start). */
  hijack(path: string, options?: CallOptions): Promise<Hijacked>;
  close(): void;
}

export interface CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in chunks. */
  readonly stream?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the answer begins; 0 for no limit. Default 10 s: most calls take milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Hijacked {
  readonly socket: Socket;
  /** What came with the answer's head, before the socket's first `data`. */
  readonly head: Uint8Array;
}

/** The oldest API that is served (Docker 20.10, Podman 4) and the newest whose changes are known to us. */
const oldestApi = '1.41';
const newestApi = '1.48';
const quickMs = 10_000;

/**
 * Finds an engine that answers and agrees on a version. Throws `executor/unavailable` with the reason of the first place
 * that exists but does not answer, or that there is none.
 */
export async function connectEngine(
  env: Readonly<Record<string, string | undefined>>,
): Promise<EngineClient> {
  const failures: OrreryError[] = [];
  for (const endpoint of engineEndpoints(env)) {
    const transport = createTransport(endpoint);
    try {
      return createClient(transport, await negotiate(transport));
    } catch (error) {
      transport.agent.destroy();
      if (!(error instanceof OrreryError) || error.code !== 'executor/unavailable') throw error;
      failures.push(error);
    }
  }
  const telling = failures.find((error) => (error.cause as NodeJS.ErrnoException)?.code !== 'ENOENT');
  if (telling !== undefined) throw telling;
  if (failures.length === 1 && failures[0] !== undefined) throw failures[0];
  throw new OrreryError('executor/unavailable', 'no container engine is running on this machine', {
    fault: 'environment',
    hint: 'Start Docker (sudo systemctl start docker) or Podman (systemctl --user start podman.socket), set DOCKER_HOST, or run with --executor host.',
    cause: failures[0]?.cause,
  });
}

interface Transport {
  readonly endpoint: Endpoint;
  readonly agent: Agent;
  start(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    options: StartOptions,
  ): ClientRequest;
}

interface StartOptions {
  /** Undefined for the shared one; false for a connection of its own. */
  readonly agent?: false;
  readonly signal?: AbortSignal | undefined;
}

function createTransport(endpoint: Endpoint): Transport {
  const { connect } = endpoint;
  const tls = connect.kind === 'tcp' ? connect.tls : undefined;
  const agent = tls === undefined ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true });
  const where =
    connect.kind === 'socket' ? { socketPath: connect.path } : { host: connect.host, port: connect.port };
  const secure =
    tls === undefined ? {} : { ca: tls.ca, cert: tls.cert, key: tls.key, rejectUnauthorized: tls.verify };
  const request = tls === undefined ? httpRequest : tlsRequest;
  return {
    endpoint,
    agent,
    start: (method, path, headers, options) =>
      request({
        ...where,
        ...secure,
        method,
        path,
        // Without a host of its own a unix socket's requests say "localhost", which every engine takes.
        headers: { ...headers },
        agent: options.agent ?? agent,
        ...(options.signal && { signal: options.signal }),
      }),
  };
}

async function negotiate(transport: Transport): Promise<string> {
  const answer = await send(transport, 'GET', '/_ping', {});
  answer.resume();
  const offered = String(answer.headers['api-version'] ?? '');
  if (!/^\d+\.\d+$/.test(offered))
    throw new OrreryError(
      'executor/unavailable',
      `what answers at ${transport.endpoint.address} is no container engine`,
      {
        fault: 'environment',
        hint: 'Look at DOCKER_HOST.',
      },
    );
  if (compareVersions(offered, oldestApi) < 0)
    throw new OrreryError(
      'executor/unavailable',
      `the container engine at ${transport.endpoint.address} is too old: it speaks API ${offered}, ${oldestApi} is needed`,
      { fault: 'environment', hint: 'Docker 20.10 and Podman 4 are new enough.' },
    );
  return compareVersions(offered, newestApi) < 0 ? offered : newestApi;
}

export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

function createClient(transport: Transport, apiVersion: string): EngineClient {
  const at = (path: string): string => `/v${apiVersion}${path}`;
  return {
    endpoint: transport.endpoint,
    apiVersion,
    async json<T>(method: string, path: string, options: CallOptions = {}) {
      const text = await readText(await send(transport, method, at(path), options));
      return (text.trim() === '' ? undefined : JSON.parse(text)) as T;
    },
    open: (method, path, options = {}) => send(transport, method, at(path), options),
    hijack: (path, options = {}) => hijack(transport, at(path), options),
    close: () => transport.agent.destroy(),
  };
}

/** Sends and waits for the head of a good answer. An idle connection that the engine has closed meanwhile is tried once more. */
async function send(
  transport: Transport,
  method: string,
  path: string,
  options: CallOptions,
): Promise<IncomingMessage> {
  for (let attempt = 1; ; attempt += 1) {
    const request = transport.start(method, path, headersOf(options), { signal: options.signal });
    try {
      const answer = await answerTo(request, options);
      if ((answer.statusCode ?? 500) < 400) return answer;
      throw refusal(answer.statusCode ?? 500, await readText(answer));
    } catch (error) {
      if (error instanceof OrreryError) throw error;
      if (options.signal?.aborted === true) throw error;
      if (options.stream?.errored) throw options.stream.errored;
      const stale =
        request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!stale || attempt > 1 || options.stream !== undefined)
        throw unreachable(transport.endpoint.address, error);
    }
  }
}

function headersOf(options: CallOptions): Record<string, string> {
  return {
    ...(options.body !== undefined && { 'Content-Type': 'application/json' }),
    ...options.headers,
  };
}

async function answerTo(request: ClientRequest, options: CallOptions): Promise<IncomingMessage> {
  const limit = limitTime(request, options);
  // Errors after the answer reach whoever reads it; here they must only not go unheard.
  request.on('error', () => {});
  try {
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    if (options.stream === undefined) request.end(bodyOf(options));
    // The engine may refuse before it has read all; then its answer counts and not the broken pipe. Trouble of the
    // stream itself destroys the request with that very error.
    else pipeline(options.stream, request).catch(() => {});
    const [answer] = await answered;
    return answer;
  } finally {
    clearTimeout(limit);
  }
}

function bodyOf(options: CallOptions): string | undefined {
  return options.body === undefined ? undefined : JSON.stringify(options.body);
}

function limitTime(request: ClientRequest, options: CallOptions): NodeJS.Timeout | undefined {
  const ms = options.timeoutMs ?? (options.stream === undefined ? quickMs : 0);
  if (ms === 0) return undefined;
  const late = Object.assign(new Error(`no answer within ${ms / 1000} s`), { code: 'ESLOW' });
  return setTimeout(() => request.destroy(late), ms);
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** After the answer 101 both sides speak raw. The connection is the caller's from then on, never the shared agent's. */
async function hijack(transport: Transport, path: string, options: CallOptions): Promise<Hijacked> {
  const headers = { ...headersOf(options), Connection: 'Upgrade', Upgrade: 'tcp' };
  const request = transport.start('POST', path, headers, { agent: false, signal: options.signal });
  const limit = limitTime(request, options);
  try {
    return await new Promise<Hijacked>((resolve, reject) => {
      request.on('upgrade', (_, socket, head) => resolve({ socket: socket as Socket, head }));
      request.on('response', (answer) => {
        readText(answer).then((text) => reject(refusal(answer.statusCode ?? 500, text)), reject);
      });
      request.on('error', (error) => reject(unreachable(transport.endpoint.address, error)));
      request.end(bodyOf(options));
    });
  } finally {
    clearTimeout(limit);
  }
}
