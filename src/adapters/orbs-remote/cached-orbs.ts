import { OrreryError } from '../../base/error.ts';
import {
  type FetchedOrb,
  type FetchedUrlOrb,
  hasPlainName,
  isExactVersion,
  type OrbRefusal,
  type OrbRequest,
  orbText,
  pickVersion,
} from '../../language/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import type { UrlOrbs } from './url-orbs.ts';
import type { OrbCache } from './orb-cache.ts';

export interface CachedOrbsInputs {
  readonly cache: OrbCache;
  readonly clock: Clock;
  /** Undefined: offline. */
  readonly registry: OrbSource | undefined;
  readonly urls: UrlOrbs;
  /** What a pin meant when the repository's lock was written. */
  readonly lockedVersion: (request: OrbRequest) => string | undefined;
  /** Tells the user what is not as it is online. */
  readonly note: (text: string) => void;
}

/** As long as CircleCI keeps what it read from a URL. */
const freshForMs = 5 * 60_000;

/**
 * The registry behind a cache. An exact version is fetched once and for all. What a pin means and what stands at a URL
 * is asked anew after five minutes; offline it is what the lock says, or the highest version that is cached, and that
 * is told. Development versions are not kept.
 */
export function cachedOrbSource(inputs: CachedOrbsInputs): OrbSource {
  const { cache, registry } = inputs;
  return {
    async fetch(request) {
      if (!hasPlainName(request)) return undefined;
      if (request.version.startsWith('dev:')) return registry?.fetch(request);
      if (isExactVersion(request.version)) return fetchExact(request, inputs);
      return registry === undefined ? pinOffline(request, inputs) : pinOnline(request, registry, inputs);
    },
    fetchUrl: (url) => fetchUrl(url, inputs),
    async explain(request) {
      return registry === undefined ? offlineRefusal(request) : registry.explain?.(request);
    },
    list: async () => cache.list(),
  };
}

async function fetchExact(request: OrbRequest, inputs: CachedOrbsInputs): Promise<FetchedOrb | undefined> {
  const yaml = inputs.cache.read(request);
  if (yaml !== undefined) return { version: request.version, yaml };
  const found = await inputs.registry?.fetch(request);
  if (found !== undefined) await keep(inputs, () => inputs.cache.write(request, found.yaml));
  return found;
}

async function pinOnline(
  request: OrbRequest,
  registry: OrbSource,
  inputs: CachedOrbsInputs,
): Promise<FetchedOrb | undefined> {
  const { cache, clock } = inputs;
  const known = cache.pin(request);
  if (known !== undefined && isFresh(known.at, clock)) {
    const yaml = cache.read({ ...request, version: known.text });
    if (yaml !== undefined) return { version: known.text, yaml };
  }
  const found = await registry.fetch(request);
  if (found !== undefined)
    await keep(inputs, async () => {
      await cache.write({ ...request, version: found.version }, found.yaml);
      await cache.rememberPin(request, found.version, clock.now());
    });
  return found;
}

function pinOffline(
  request: OrbRequest,
  { cache, lockedVersion, note }: CachedOrbsInputs,
): FetchedOrb | undefined {
  const { namespace, name } = request;
  const locked = lockedVersion(request);
  const lockedYaml = locked === undefined ? undefined : cache.read({ ...request, version: locked });
  if (locked !== undefined && lockedYaml !== undefined) return { version: locked, yaml: lockedYaml };
  const versions = cache.list().filter((o) => o.namespace === namespace && o.name === name);
  const whole = versions.filter((o) => cache.read(o) !== undefined).map((o) => o.version);
  const version = pickVersion(request.version, whole);
  const yaml = version === undefined ? undefined : cache.read({ ...request, version });
  if (version === undefined || yaml === undefined) return undefined;
  note(`offline: ${orbText(request)} is taken as ${version}, the highest at hand; there may be a newer one.`);
  return { version, yaml };
}

async function fetchUrl(url: string, inputs: CachedOrbsInputs): Promise<FetchedUrlOrb | OrbRefusal> {
  const { cache, clock, urls, note } = inputs;
  const refused = urls.refusal(url);
  if (refused !== undefined) return refused;
  const known = cache.readUrl(url);
  if (inputs.registry === undefined) {
    if (known === undefined)
      return {
        kind: 'not-found',
        message: `The orb ${url} is not at hand, and offline nobody is asked.`,
        hint: 'Compile once without --offline; it is kept then.',
      };
    if (!isFresh(known.at, clock)) note(`offline: ${url} is taken as it was at ${known.at.toISOString()}.`);
    return { kind: 'orb', yaml: known.text };
  }
  if (known !== undefined && isFresh(known.at, clock)) return { kind: 'orb', yaml: known.text };
  const found = await urls.fetch(url);
  if (found.kind === 'orb') await keep(inputs, () => cache.writeUrl(url, found.yaml, clock.now()));
  return found;
}

/** A time in the future (a clock was set back) is not fresh. */
function isFresh(at: Date, clock: Clock): boolean {
  const age = clock.now().getTime() - at.getTime();
  return age >= 0 && age < freshForMs;
}

/** A cache that cannot be written costs time, not the compile. */
async function keep({ note }: CachedOrbsInputs, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof OrreryError)) throw error;
    note(`fetched orbs are not kept: ${error.message}`);
  }
}

function offlineRefusal(request: OrbRequest): OrbRefusal {
  return {
    kind: 'not-found',
    message: `The orb ${orbText(request)} is not at hand, and offline no registry is asked.`,
    hint: 'Compile once without --offline, or put its source into .circleci/orbs ("orrery orb vendor").',
  };
}
