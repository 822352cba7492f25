import type { FetchedOrb, FetchedUrlOrb, OrbRefusal, OrbRequest } from '../language/orbs/orb-source.ts';

/** Where orb sources come from: a folder, a cache, a registry. Throws `OrreryError` only for trouble with the source itself. */
export interface OrbSource {
  /** The highest version that fits the request; undefined when there is no such orb or version. */
  fetch(request: OrbRequest): Promise<FetchedOrb | undefined>;
  /** The orb at a URL. A source without it takes none from URLs. */
  fetchUrl?(url: string): Promise<FetchedUrlOrb | OrbRefusal>;
  /** Why `fetch` has nothing, for a source that knows more than that. */
  explain?(request: OrbRequest): Promise<OrbRefusal | undefined>;
  /** Every exact version that is at hand: nobody else is asked. */
  list?(): Promise<readonly OrbRequest[]>;
}
