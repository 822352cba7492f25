import { OrreryError } from '../../base/error.ts';
import type { FetchedOrb, OrbRequest } from '../../language/index.ts';
import { askHttp, hostOf } from './ask-http.ts';

/** How the registry is reached. */
export interface RegistryAccess {
  /** Its GraphQL endpoint. */
  readonly endpoint: string;
  /** Goes into the `Authorization` header as it is, as the CircleCI CLI sends it. */
  readonly token: string | undefined;
  /** What to do where a token is wanted, one line. */
  readonly tokenHint: string;
  readonly timeoutMs?: number;
}

/** The registry's newest version of an orb. */
export interface RegisteredOrb {
  /** `namespace/name`. */
  readonly name: string;
  /** Undefined: never published. */
  readonly version: string | undefined;
}

/** CircleCI's orb registry (API-20 to API-22), or one that answers the same queries. */
export interface OrbRegistry {
  readonly access: RegistryAccess;
  /** The registry resolves pins itself. */
  orb(request: OrbRequest): Promise<FetchedOrb | undefined>;
  /** Published versions, the newest first, at most 200. Undefined: no such orb. */
  versions(namespace: string, name: string): Promise<readonly string[] | undefined>;
  /** Undefined: no such namespace. */
  orbsOf(namespace: string): Promise<readonly RegisteredOrb[] | undefined>;
}

const orbQuery = `query ($orbVersionRef: String!) {
  orbVersion(orbVersionRef: $orbVersionRef) { id version orb { id } source }
}`;
const versionsQuery = 'query ($name: String!) { orb(name: $name) { id versions(count: 200) { version } } }';
const namespaceQuery = `query ($name: String, $after: String!) {
  registryNamespace(name: $name) {
    id
    orbs(first: 20, after: $after) {
      edges { cursor node { name versions(count: 1) { version } } }
      totalCount
      pageInfo { hasNextPage }
    }
  }
}`;

/** Asks by GraphQL. Once it could not be reached it is not tried again: each trial could take its whole time limit. */
export function graphqlRegistry(access: RegistryAccess): OrbRegistry {
  let failure: OrreryError | undefined;
  const ask = async (query: string, variables: Variables): Promise<unknown> => {
    if (failure !== undefined) throw failure;
    try {
      return await askGraphql(access, query, variables);
    } catch (error) {
      if (error instanceof OrreryError && error.code === 'orb-source/unreachable') failure = error;
      throw error;
    }
  };
  return {
    access,
    async orb({ namespace, name, version }) {
      const data = await ask(orbQuery, { orbVersionRef: `${namespace}/${name}@${version}` });
      const found = field(data, 'orbVersion');
      const [exact, yaml] = [field(found, 'version'), field(found, 'source')];
      return typeof exact === 'string' && typeof yaml === 'string' ? { version: exact, yaml } : undefined;
    },
    async versions(namespace, name) {
      const orb = field(await ask(versionsQuery, { name: `${namespace}/${name}` }), 'orb');
      return orb === undefined ? undefined : versionsIn(orb);
    },
    orbsOf: (namespace) => allOrbs(namespace, ask),
  };
}

type Variables = Readonly<Record<string, string>>;

async function allOrbs(
  namespace: string,
  ask: (query: string, variables: Variables) => Promise<unknown>,
): Promise<readonly RegisteredOrb[] | undefined> {
  const all: RegisteredOrb[] = [];
  for (let after = ''; ;) {
    const found = field(await ask(namespaceQuery, { name: namespace, after }), 'registryNamespace');
    if (found === undefined) return undefined;
    const orbs = field(found, 'orbs');
    const edges = listOf(field(orbs, 'edges'));
    for (const edge of edges) {
      const name = field(field(edge, 'node'), 'name');
      if (typeof name === 'string') all.push({ name, version: versionsIn(field(edge, 'node'))[0] });
    }
    const next = field(edges.at(-1), 'cursor');
    if (field(field(orbs, 'pageInfo'), 'hasNextPage') !== true || typeof next !== 'string' || next === after)
      return all;
    after = next;
  }
}

function versionsIn(orb: unknown): readonly string[] {
  return listOf(field(orb, 'versions')).flatMap((v) => {
    const version = field(v, 'version');
    return typeof version === 'string' ? [version] : [];
  });
}

async function askGraphql(access: RegistryAccess, query: string, variables: Variables): Promise<unknown> {
  const { endpoint, token, timeoutMs } = access;
  const { status, text } = await askHttp({
    url: endpoint,
    json: { query, variables },
    headers: { accept: 'application/json', ...(token !== undefined && { authorization: token }) },
    what: 'the orb registry',
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  if (status === 401 || status === 403) throw unauthorized(access, status);
  const answer = status === 200 ? parse(text) : undefined;
  if (answer === undefined) throw failed(access, status === 200 ? 'no JSON' : `HTTP status ${status}`);
  const errors = listOf(field(answer, 'errors')).map((e) => String(field(e, 'message') ?? 'an error'));
  if (errors.length > 0) throw failed(access, errors.join('; '));
  return field(answer, 'data');
}

function unauthorized({ endpoint, token, tokenHint }: RegistryAccess, status: number): OrreryError {
  const why = token === undefined ? 'wants a token' : 'does not take the token';
  return new OrreryError(
    'orb-source/unauthorized',
    `The orb registry at ${hostOf(endpoint)} ${why} (HTTP status ${status}).`,
    { fault: 'user', hint: tokenHint },
  );
}

function failed({ endpoint }: RegistryAccess, what: string): OrreryError {
  return new OrreryError('orb-source/failed', `The orb registry ${endpoint} answers with ${what}.`, {
    fault: 'environment',
    hint: 'Is it a GraphQL endpoint of CircleCI? ORRERY_ORB_REGISTRY and orbs.registry of .orrery/config.yml set it.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A field of what came from outside; null counts as absent. */
function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key] ?? undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
