/** An image's name in its parts. `repository` is what the engine calls `fromImage`. */
export interface ImageName {
  /** Host of the registry, with its port; `docker.io` for Docker Hub. */
  readonly registry: string;
  readonly repository: string;
  /** `stable`, or `sha256:…`. */
  readonly tag: string;
}

/**
 * Reads `redis`, `cimg/base:stable`, `ghcr.io/acme/app@sha256:…`, `localhost:5000/x`. As Docker does it: the first part is
 * a registry when it holds a dot or a colon or is `localhost`; no tag means `latest`.
 */
export function readImageName(name: string): ImageName {
  const [withoutDigest = name, digest] = name.split('@', 2);
  const lastPart = withoutDigest.lastIndexOf('/') + 1;
  const colon = withoutDigest.indexOf(':', lastPart);
  const repository = colon === -1 ? withoutDigest : withoutDigest.slice(0, colon);
  const tag = digest ?? (colon === -1 ? 'latest' : withoutDigest.slice(colon + 1));
  const first = repository.split('/', 1)[0] ?? '';
  const hasRegistry = repository.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return { registry: hasRegistry ? first : 'docker.io', repository, tag };
}
