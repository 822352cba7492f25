import { OrreryError } from '../../base/error.ts';
import { isLoopback } from '../../language/index.ts';
import type { CliAccount } from './circleci-cli.ts';
import type { RegistryAccess } from './registry.ts';

export interface AccessInputs {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `orbs.registry` of the repository. */
  readonly registry: string | undefined;
  readonly account: CliAccount;
}

const circleCi = 'https://circleci.com';
const defaultPath = 'graphql-unstable';

/**
 * Which registry is asked, and with which token. Endpoint: `ORRERY_ORB_REGISTRY`, the repository's settings, the
 * user's CircleCI CLI, CircleCI's own. A token goes only to a host that the user themselves named, never to one that
 * only a repository names (anybody can write a repository's settings), and never over plain http.
 */
export function registryAccess({ environment, registry, account }: AccessInputs): RegistryAccess {
  const value = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const host = value('CIRCLECI_CLI_HOST') ?? account.host ?? circleCi;
  const path = value('CIRCLECI_CLI_ENDPOINT') ?? account.endpoint ?? defaultPath;
  const ofUser = resolved(path, host, 'the host of the CircleCI CLI');
  const named = value('ORRERY_ORB_REGISTRY');
  const trusted = named === undefined ? undefined : endpointOf(named, 'ORRERY_ORB_REGISTRY');
  const ofRepository =
    registry === undefined ? undefined : endpointOf(registry, 'orbs.registry in .orrery/config.yml');
  const endpoint = trusted ?? ofRepository ?? ofUser;
  const mayHave = [trusted, ofUser].some((url) => url !== undefined && url.origin === endpoint.origin);
  const cliToken = value('CIRCLECI_CLI_TOKEN') ?? value('CIRCLE_TOKEN') ?? account.token;
  const token = value('ORRERY_ORB_TOKEN') ?? (endpoint.origin === ofUser.origin ? cliToken : undefined);
  const isSafe = endpoint.protocol === 'https:' || isLoopback(endpoint.hostname);
  return {
    endpoint: endpoint.href,
    token: mayHave && isSafe ? sendable(token) : undefined,
    tokenHint: tokenHint(endpoint, token !== undefined, mayHave, isSafe),
  };
}

/** What can't stand in a header would be refused with the token in the message. */
function sendable(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x20-\x7e]+$/.test(token)) return token;
  throw new OrreryError(
    'arguments/invalid',
    'The token for the orb registry holds characters that no token has.',
    {
      fault: 'user',
      hint: 'Check ORRERY_ORB_TOKEN, CIRCLECI_CLI_TOKEN, CIRCLE_TOKEN or ~/.circleci/cli.yml.',
    },
  );
}

function tokenHint(endpoint: URL, hasToken: boolean, mayHave: boolean, isSafe: boolean): string {
  if (!isSafe) return 'No token is sent over plain http: name the registry by https.';
  if (!mayHave)
    return `No token is sent to a host that only .orrery/config.yml names; if you trust it: ORRERY_ORB_REGISTRY=${endpoint.href}`;
  return hasToken
    ? 'Check the token: ORRERY_ORB_TOKEN, CIRCLECI_CLI_TOKEN, CIRCLE_TOKEN or ~/.circleci/cli.yml.'
    : 'set ORRERY_ORB_TOKEN or CIRCLECI_CLI_TOKEN to a personal API token of CircleCI.';
}

/** A host alone stands for CircleCI's path on it. */
function endpointOf(text: string, where: string): URL {
  const url = resolved(text, undefined, where);
  return url.pathname === '/' ? resolved(defaultPath, url.href, where) : url;
}

function resolved(text: string, base: string | undefined, where: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new OrreryError('arguments/invalid', `${where}: ${base ?? text} is no URL.`, {
      fault: 'user',
      hint: 'Write it with its scheme: https://circleci.com/graphql-unstable',
    });
  return url;
}
