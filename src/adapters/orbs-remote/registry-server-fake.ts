import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pickVersion } from '../../language/index.ts';

export interface RegistryServer {
  /** Its GraphQL endpoint, on loopback. */
  readonly endpoint: string;
  /** `http://127.0.0.1:port`, for orbs at URLs. */
  readonly origin: string;
  /** References that were asked for, and paths of other requests, in order. */
  readonly asked: readonly string[];
  /** Values of the `Authorization` header, one a request. */
  readonly tokens: readonly (string | undefined)[];
  /** Sources by `namespace/name@version`, and texts by path; may be changed at any time. */
  readonly sources: Record<string, string>;
  /** How it answers from now on. */
  behave(behaviour: RegistryBehaviour): void;
  close(): Promise<void>;
}

export type RegistryBehaviour =
  | { readonly kind: 'well' }
  | { readonly kind: 'hangs' }
  /** The headers come, the body does not end. */
  | { readonly kind: 'stalls' }
  | { readonly kind: 'status'; readonly status: number; readonly location?: string }
  | { readonly kind: 'text'; readonly text: string; readonly contentType?: string }
  | { readonly kind: 'errors'; readonly message: string }
  /** Another version than the one asked for. */
  | { readonly kind: 'version'; readonly version: string }
  /** 401 without this token. */
  | { readonly kind: 'token'; readonly token: string };

/** A real HTTP server that answers the registry's queries (API-20 to API-22) as CircleCI's does, and files by path. */
export async function startRegistryServer(sources: Record<string, string> = {}): Promise<RegistryServer> {
  const asked: string[] = [];
  const tokens: (string | undefined)[] = [];
  let behaviour: RegistryBehaviour = { kind: 'well' };
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    void readBody(request).then((body) => {
      const query = request.method === 'POST' ? (JSON.parse(body) as Query) : undefined;
      asked.push(query === undefined ? (request.url ?? '') : Object.values(query.variables).join(' ').trim());
      respond({ request, response, query, sources, behaviour });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: `${origin}/graphql-unstable`,
    origin,
    asked,
    tokens,
    sources,
    behave: (next) => void (behaviour = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Query {
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: Query | undefined;
  readonly sources: Readonly<Record<string, string>>;
  readonly behaviour: RegistryBehaviour;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function respond(exchange: Exchange): void {
  const { request, response, behaviour } = exchange;
  switch (behaviour.kind) {
    case 'hangs':
      return;
    case 'stalls':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
      return;
    case 'status':
      response
        .writeHead(behaviour.status, behaviour.location === undefined ? {} : { location: behaviour.location })
        .end('no');
      return;
    case 'text':
      response.writeHead(200, { 'content-type': behaviour.contentType ?? 'text/plain' }).end(behaviour.text);
      return;
    case 'token':
      if (request.headers.authorization === behaviour.token) answer(exchange);
      else response.writeHead(401).end('{"message":"You must log in first."}');
      return;
    default:
      answer(exchange);
  }
}

function answer({ request, response, query, sources, behaviour }: Exchange): void {
  if (query === undefined) {
    const text = sources[request.url ?? ''];
    if (text === undefined) response.writeHead(404).end('none');
    else if (text.startsWith('-> ')) response.writeHead(302, { location: text.slice(3) }).end();
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(text);
    return;
  }
  const body =
    behaviour.kind === 'errors'
      ? { data: null, errors: [{ message: behaviour.message }] }
      : { data: dataFor(query, sources, behaviour) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function dataFor(
  { query, variables }: Query,
  sources: Exchange['sources'],
  behaviour: RegistryBehaviour,
): object {
  const name = variables['name'] ?? '';
  if (query.includes('orbVersion(')) {
    const [orb = '', requested = ''] = (variables['orbVersionRef'] ?? '').split('@');
    const picked = pickVersion(requested, versionsOf(orb, sources));
    const source = sources[`${orb}@${picked}`];
    if (picked === undefined || source === undefined) return { orbVersion: null };
    const version = behaviour.kind === 'version' ? behaviour.version : picked;
    return { orbVersion: { id: 'v', version, orb: { id: 'o' }, source } };
  }
  if (query.includes('registryNamespace('))
    return { registryNamespace: namespaceOf(name, variables['after'] ?? '', sources) };
  const versions = versionsOf(name, sources).toReversed();
  return {
    orb: versions.length === 0 ? null : { id: 'o', versions: versions.map((version) => ({ version })) },
  };
}

/** Two orbs a page, so that paging is used. */
function namespaceOf(namespace: string, after: string, sources: Exchange['sources']): object | null {
  const names = [...new Set(Object.keys(sources).map((key) => key.split('@')[0] ?? ''))].filter((name) =>
    name.startsWith(`${namespace}/`),
  );
  if (names.length === 0) return null;
  const rest = names.slice(after === '' ? 0 : names.indexOf(after) + 1);
  const edges = rest.slice(0, 2).map((name) => ({
    cursor: name,
    node: {
      name,
      versions: versionsOf(name, sources)
        .slice(-1)
        .map((version) => ({ version })),
    },
  }));
  return { id: 'n', orbs: { edges, totalCount: names.length, pageInfo: { hasNextPage: rest.length > 2 } } };
}

function versionsOf(orb: string, sources: Exchange['sources']): readonly string[] {
  return Object.keys(sources).flatMap((key) =>
    key.startsWith(`${orb}@`) ? [key.slice(orb.length + 1)] : [],
  );
}
