import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { OrreryError } from '../base/error.ts';

/** Where an engine may be reached. */
export interface Endpoint {
  /** As people write it: `unix:///var/run/docker.sock`, `tcp://10.0.0.4:2376`. */
  readonly address: string;
  readonly connect:
    | { readonly kind: 'socket'; readonly path: string }
    | {
        readonly kind: 'tcp';
        readonly host: string;
        readonly port: number;
        readonly tls: TlsFiles | undefined;
      };
}

export interface TlsFiles {
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly verify: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The places to look for an engine, best first. `DOCKER_HOST` or a Docker context is the user's own choice and then the
 * only one; else the sockets that Docker, rootless Docker, Docker Desktop and Podman are known to make (D16).
 */
export function engineEndpoints(env: Env): readonly Endpoint[] {
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') return [parseEndpoint(host, tlsFromEnv(env))];
  const context = contextHost(env);
  if (context !== undefined) return [parseEndpoint(context.host, context.tls)];
  return socketPaths(env).map(socketEndpoint);
}

/** Reads a `DOCKER_HOST`. Throws `executor/unavailable` for a kind that cannot be served. */
export function parseEndpoint(host: string, tls: TlsFiles | undefined): Endpoint {
  const match = /^(unix|tcp|http|https):\/\/(.+)$/.exec(host);
  const rest = match?.[2] ?? '';
  if (match?.[1] === 'unix') return socketEndpoint(rest);
  if (match !== null) {
    const url = URL.parse(`http://${rest}`);
    if (url !== null && url.hostname !== '') {
      const secured = match[1] === 'https' && tls === undefined ? plainTls : tls;
      const port = Number(url.port) || (secured === undefined ? 2375 : 2376);
      return { address: host, connect: { kind: 'tcp', host: url.hostname, port, tls: secured } };
    }
  }
  throw new OrreryError(
    'executor/unavailable',
    `cannot reach a container engine at ${JSON.stringify(host)}`,
    {
      fault: 'environment',
      hint: 'DOCKER_HOST may be unix:///path/to/socket or tcp://host:port. For ssh://, forward the socket: ssh -L /tmp/docker.sock:/var/run/docker.sock HOST',
    },
  );
}

const plainTls: TlsFiles = { ca: undefined, cert: undefined, key: undefined, verify: true };

function socketEndpoint(path: string): Endpoint {
  return { address: `unix://${path}`, connect: { kind: 'socket', path } };
}

function socketPaths(env: Env): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const home = env['HOME'] ?? homedir();
  const own = runtime === undefined || runtime === '' ? [] : [runtime];
  return [
    '/var/run/docker.sock',
    ...own.map((folder) => `${folder}/docker.sock`),
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
    ...own.map((folder) => `${folder}/podman/podman.sock`),
    '/run/podman/podman.sock',
  ];
}

function tlsFromEnv(env: Env): TlsFiles | undefined {
  const verify = (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  if (!verify && (env['DOCKER_TLS'] ?? '') === '') return undefined;
  return tlsFiles(env['DOCKER_CERT_PATH'] || dockerFolder(env), verify);
}

function tlsFiles(folder: string, verify: boolean): TlsFiles {
  const read = (name: string): Buffer | undefined =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined;
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem'), verify };
}

/** `~/.docker`, or where `DOCKER_CONFIG` says. */
export function dockerFolder(env: Env): string {
  return env['DOCKER_CONFIG'] || join(env['HOME'] ?? homedir(), '.docker');
}

/**
 * The endpoint of the Docker context in use (`docker context use`): Docker Desktop, Colima and OrbStack set one. The
 * folder of a context is named by the SHA-256 of its name.
 */
function contextHost(env: Env): { readonly host: string; readonly tls: TlsFiles | undefined } | undefined {
  const folder = dockerFolder(env);
  const name = env['DOCKER_CONTEXT'] || readField(join(folder, 'config.json'), 'currentContext');
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const endpoints = readField(join(folder, 'contexts/meta', id, 'meta.json'), 'Endpoints');
  const docker = (endpoints as { docker?: { Host?: string; SkipTLSVerify?: boolean } } | undefined)?.docker;
  if (docker?.Host === undefined)
    throw new OrreryError('executor/unavailable', `the Docker context ${JSON.stringify(name)} is not there`, {
      fault: 'environment',
      hint: 'docker context ls shows those that are; docker context use default goes back.',
    });
  const certificates = join(folder, 'contexts/tls', id, 'docker');
  return {
    host: docker.Host,
    tls: existsSync(certificates) ? tlsFiles(certificates, docker.SkipTLSVerify !== true) : undefined,
  };
}

function readField<T = string>(file: string, field: string): T | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, T>)[field];
  } catch {
    return undefined;
  }
}
