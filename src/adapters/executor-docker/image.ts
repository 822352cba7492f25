import { OrreryError } from '../../base/error.ts';
import type { EngineClient } from '../../container/client.ts';
import { findImage, fitsPlatform, notToBeHad, pullImage, type ImageDetails } from '../../container/images.ts';
import { registryAuth } from '../../container/registry-auth.ts';
import type { ImageSpec, JobSpec, PrepareProgress } from '../../ports/executor.ts';

export interface ImageRequest {
  readonly spec: ImageSpec;
  readonly pull: JobSpec['pull'];
  /** Images pulled already, which `always` does not pull again. */
  readonly pulled: Set<string>;
  readonly platform: string | undefined;
  readonly progress: PrepareProgress;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The image, pulled where it has to be: one that is present is used as it is (D13), unless `pull` says always, or it is
 * for another platform than the one that is asked for. Throws `image/not-found`.
 */
export async function ensureImage(client: EngineClient, request: ImageRequest): Promise<ImageDetails> {
  const { spec, pull, platform, progress } = request;
  const present = await findImage(client, spec.image);
  const fits = present !== undefined && (platform === undefined || fitsPlatform(present, platform));
  const key = `${spec.image} ${platform ?? ''}`;
  if (fits && (pull !== 'always' || request.pulled.has(key))) {
    progress.log(`Image ${spec.image}: present, ${describeImage(present)}`);
    return present;
  }
  if (pull === 'never')
    throw notToBeHad(spec.image, 'it is not present, and --pull never forbids to fetch it');
  progress.log(`Image ${spec.image}: pulling`);
  const started = performance.now();
  await pullImage(client, spec.image, {
    platform,
    auth: await registryAuth(spec.image, spec.auth, request.env),
    progress: (done, total) => progress.transfer(`pulling ${spec.image}`, done, total),
    signal: request.signal,
  });
  const pulled = await findImage(client, spec.image);
  if (pulled === undefined)
    throw new OrreryError('image/not-found', `the image ${spec.image} is not there after its pull`, {
      fault: 'environment',
    });
  request.pulled.add(key);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  progress.log(`Image ${spec.image}: pulled in ${seconds} s, ${describeImage(pulled)}`);
  return pulled;
}

/** The digest names the image for everyone; one that was built or loaded here has only its id. */
function describeImage({ Id, RepoDigests }: ImageDetails): string {
  const digest = RepoDigests?.[0]?.split('@')[1];
  return digest === undefined ? `id ${Id}` : `digest ${digest}`;
}
