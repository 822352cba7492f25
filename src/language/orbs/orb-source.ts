/** A request for an orb's source, as a config names it: version is `5.1.0`, `5.1`, `5`, `volatile` or `dev:label`. */
export interface OrbRequest {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** An orb as a source answers with it. */
export interface FetchedOrb {
  /** The exact version: `5.1.0`. */
  readonly version: string;
  readonly yaml: string;
}
