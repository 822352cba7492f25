import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { dockerFolder } from './endpoint.ts';
import { readImageName } from './image-name.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The value of the header `X-Registry-Auth` for pulling `image`: the job's own login, else the user's (D13): a credential
 * helper of that registry, the credential store, then `auths` in `~/.docker/config.json`. Undefined for none: a public
 * image needs none, and a helper that fails or knows nothing is no reason not to try.
 */
export async function registryAuth(
  image: string,
  login: Login | undefined,
  env: Env,
): Promise<string | undefined> {
  const { registry } = readImageName(image);
  if (login !== undefined) return header({ ...login, serveraddress: registry });
  const config = readDockerConfig(env);
  const helper = ownEntry(config.credHelpers, registry) ?? config.credsStore;
  const entry =
    (helper === undefined ? undefined : await askHelper(helper, registry, env)) ??
    ownEntry(config.auths, registry);
  return entry === undefined ? undefined : header({ ...decoded(entry), serveraddress: registry });
}

function header(auth: object): string {
  return Buffer.from(JSON.stringify(auth)).toString('base64url');
}

function readDockerConfig(env: Env): DockerConfig {
  try {
    return JSON.parse(readFileSync(join(dockerFolder(env), 'config.json'), 'utf8')) as DockerConfig;
  } catch {
    return {};
  }
}

/** Docker writes a registry as `ghcr.io`, `https://ghcr.io`, `https://ghcr.io/v2/`; its own Hub as `https://index.docker.io/v1/`. */
function ownEntry<T>(entries: Readonly<Record<string, T>> | undefined, registry: string): T | undefined {
  const wanted =
    registry === 'docker.io' ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry];
  const found = Object.keys(entries ?? {}).find((key) =>
    wanted.includes(key.replace(/^https?:\/\//, '').split('/')[0] ?? ''),
  );
  return found === undefined ? undefined : entries?.[found];
}

function decoded(entry: AuthEntry): AuthEntry {
  if (entry.auth === undefined || entry.auth === '') return entry;
  const pair = Buffer.from(entry.auth, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return entry;
  const { auth: _, ...rest } = entry;
  return { ...rest, username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

const helperMs = 10_000;

/** Docker's helper protocol: the server on stdin, JSON on stdout. The user name `<token>` marks an identity token. */
async function askHelper(name: string, registry: string, env: Env): Promise<AuthEntry | undefined> {
  const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  try {
    const child = spawn(`docker-credential-${name}`, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: helperMs,
      env: { ...env },
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('close', resolve);
      child.on('error', reject);
    });
    child.stdin.on('error', () => {});
    child.stdin.end(server);
    const [code, answer] = await Promise.all([ended, text(child.stdout)]);
    if (code !== 0) return undefined;
    const { Username, Secret } = JSON.parse(answer) as { Username?: string; Secret?: string };
    if (Username === undefined || Secret === undefined || Secret === '') return undefined;
    return Username === '<token>' ? { identitytoken: Secret } : { username: Username, password: Secret };
  } catch {
    return undefined;
  }
}
