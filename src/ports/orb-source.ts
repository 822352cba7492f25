import type { FetchedOrb, OrbRequest } from '../language/orbs/orb-source.ts';

/** Where orb sources come from: a folder, a cache, a registry. */
export interface OrbSource {
  /**
   * The highest version that fits the request; undefined when there is no such orb or version.
   * Throws `OrreryError` only for trouble with the source itself (`orb-source/unreachable`).
   */
  fetch(request: OrbRequest): Promise<FetchedOrb | undefined>;
}
