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

/** An orb that stands at a URL: it has no version but that it is there now (ORB-01). */
export interface FetchedUrlOrb {
  readonly kind: 'orb';
  readonly yaml: string;
}

/** Why there is no orb for a reference; told at the line of the config that names it. */
export interface OrbRefusal {
  readonly kind: 'not-found' | 'not-allowed';
  /** One sentence. */
  readonly message: string;
  /** What to do, one line. */
  readonly hint: string;
}
