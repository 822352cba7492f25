import { OrreryError } from '../../base/error.ts';
import {
  hasPlainName,
  isExactVersion,
  nearest,
  type OrbRefusal,
  type OrbRequest,
  orbText,
  pickVersion,
} from '../../language/index.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import { hostOf } from './ask-http.ts';
import type { OrbRegistry } from './registry.ts';

/** The registry as a source. Development versions change and expire: they are taken only where that is allowed. */
export function registryOrbSource(registry: OrbRegistry, isDevAllowed: boolean): OrbSource {
  const { endpoint } = registry.access;
  return {
    async fetch(request) {
      if (!hasPlainName(request) || (isDev(request) && !isDevAllowed)) return undefined;
      const found = await registry.orb(request);
      if (found === undefined || fits(request, found.version)) return found;
      throw new OrreryError(
        'orb-source/failed',
        `The orb registry at ${hostOf(endpoint)} answers with version ${JSON.stringify(found.version)} for ${orbText(request)}.`,
        { fault: 'environment' },
      );
    },
    async explain(request) {
      if (!hasPlainName(request)) return undefined;
      return isDev(request) && !isDevAllowed ? devRefusal(request) : notFound(request, registry);
    },
  };
}

function isDev({ version }: OrbRequest): boolean {
  return version.startsWith('dev:');
}

/** A dev version is asked for and named as it is; all others answer with the exact version. */
function fits(request: OrbRequest, version: string): boolean {
  if (isDev(request)) return version === request.version;
  return isExactVersion(version) && pickVersion(request.version, [version]) !== undefined;
}

function devRefusal(request: OrbRequest): OrbRefusal {
  return {
    kind: 'not-allowed',
    message: `${orbText(request)} is a development version, which can change at any time: it is not taken from the registry.`,
    hint: 'Allow it by "orbs: {allow-dev: true}" in .orrery/config.yml, or put its source into .circleci/orbs.',
  };
}

async function notFound(request: OrbRequest, registry: OrbRegistry): Promise<OrbRefusal> {
  const { namespace, name } = request;
  const message = `The registry at ${hostOf(registry.access.endpoint)} has no orb ${orbText(request)}.`;
  const versions = await orNothing(registry.versions(namespace, name));
  if (versions !== undefined && versions.length > 0) {
    const listed = versions.slice(0, 5).join(', ');
    return {
      kind: 'not-found',
      message,
      hint: `Versions of ${namespace}/${name} are ${listed}${versions.length > 5 ? ' and older ones' : ''}.`,
    };
  }
  const all = (await orNothing(registry.orbsOf(namespace)))?.map((orb) => orb.name) ?? [];
  const near = nearest(`${namespace}/${name}`, all);
  if (near !== undefined) return { kind: 'not-found', message, hint: `Did you mean ${near}?` };
  return {
    kind: 'not-found',
    message,
    hint:
      registry.access.token === undefined
        ? `If it is a private orb: ${registry.access.tokenHint}`
        : 'Check namespace and name; the token must be of a member of the organisation.',
  };
}

/** What would only make the hint better may fail. */
async function orNothing<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof OrreryError) return undefined;
    throw error;
  }
}
