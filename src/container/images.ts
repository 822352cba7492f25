import { OrreryError } from '../base/error.ts';
import { type EngineClient } from './client.ts';
import { readImageName } from './image-name.ts';
import { readLines } from './json-lines.ts';
import { refusalOf, refusalStatus } from './refusal.ts';

/** What the engine says of an image that is present. */
export interface ImageDetails {
  readonly Id: string;
  readonly RepoDigests: readonly string[] | null;
  readonly Architecture: string;
  readonly Os: string;
  readonly Config: {
    readonly Env: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly User: string;
  } | null;
}

export interface PullOptions {
  /** `linux/arm64`; undefined for the engine's own. */
  readonly platform: string | undefined;
  /** The header `X-Registry-Auth`, from `registryAuth`. */
  readonly auth: string | undefined;
  readonly progress: (doneBytes: number, totalBytes: number) => void;
  readonly signal: AbortSignal;
}

/** Undefined when the image is not present. */
export async function findImage(client: EngineClient, image: string): Promise<ImageDetails | undefined> {
  try {
    // The slashes of a name are slashes of the path.
    return await client.json<ImageDetails>('GET', `/images/${encodeURI(image)}/json`);
  } catch (error) {
    if (refusalStatus(error) === 404) return undefined;
    if (refusalStatus(error) === 400) throw notToBeHad(image, refusalOf(error)?.message ?? '', error);
    throw error;
  }
}

/** Is it an image for `platform` (`linux/arm64`, `arm64`, `linux/arm/v7`)? */
export function fitsPlatform(image: ImageDetails, platform: string): boolean {
  const parts = platform.split('/');
  const [os, architecture] = parts.length === 1 ? [image.Os, parts[0]] : parts;
  return os === image.Os && architecture === image.Architecture;
}

/**
 * Pulls an image. Throws `image/not-found`, naming it, for whatever keeps it from being had: unknown, no access, registry
 * not to be reached. No retry: the engine has tried each layer several times itself.
 */
export async function pullImage(client: EngineClient, image: string, options: PullOptions): Promise<void> {
  const { repository, tag } = readImageName(image);
  const query = new URLSearchParams({ fromImage: repository, tag });
  if (options.platform !== undefined) query.set('platform', options.platform);
  const layers = new Map<string, readonly [done: number, total: number]>();
  try {
    const answer = await client.open('POST', `/images/create?${query}`, {
      headers: options.auth === undefined ? {} : { 'X-Registry-Auth': options.auth },
      // The engine answers only once the registry has.
      timeoutMs: 60_000,
      signal: options.signal,
    });
    for await (const line of readLines<PullLine>(answer)) {
      if (line.error !== undefined) throw notToBeHad(image, line.error);
      if (noteProgress(layers, line)) options.progress(...totals(layers));
    }
  } catch (error) {
    const refused = refusalOf(error);
    if (refused !== undefined) throw notToBeHad(image, refused.message, error);
    throw error;
  }
}

interface PullLine {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** Downloading counts; unpacking repeats the same bytes and does not. */
function noteProgress(layers: Map<string, readonly [number, number]>, line: PullLine): boolean {
  const { id, status } = line;
  if (id === undefined) return false;
  if (status === 'Downloading') {
    layers.set(id, [line.progressDetail?.current ?? 0, line.progressDetail?.total ?? 0]);
    return true;
  }
  const known = layers.get(id);
  if (status !== 'Download complete' || known === undefined) return false;
  layers.set(id, [known[1], known[1]]);
  return true;
}

function totals(layers: ReadonlyMap<string, readonly [number, number]>): [number, number] {
  const values = [...layers.values()];
  return [values.reduce((sum, [done]) => sum + done, 0), values.reduce((sum, [, total]) => sum + total, 0)];
}

export function notToBeHad(image: string, reason: string, cause?: unknown): OrreryError {
  return new OrreryError('image/not-found', `the image ${image} cannot be had: ${reason.trim()}`, {
    fault: /invalid reference|unauthorized|denied|not found|unknown/i.test(reason) ? 'user' : 'environment',
    hint:
      hints.find(([pattern]) => pattern.test(reason))?.[1] ??
      'Look at its name, or build or load it: an image that is present is used as it is.',
    cause,
  });
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/toomanyrequests|rate limit/i, 'The registry limits pulls; docker login raises the limit.'],
  [
    /unauthorized|denied|authentication required|no basic auth/i,
    'Look at its name; if it is private: docker login, or "auth" in the config.',
  ],
  [/manifest unknown|not found|does not exist/i, 'Look at its name and tag.'],
  [
    /no such host|connection refused|timeout|timed out|unreachable|TLS|certificate/i,
    'The registry does not answer. Offline, an image must be present: docker load, or docker build.',
  ],
];
