import type { CheckLevels } from '../language/source/check-levels.ts';

/** `.orrery/config.yml` of a repository: committed, so that all who work on it get the same findings and orbs. */
export interface Settings {
  /** What a finding of that code counts as; `off` leaves it out. Only warnings and hints can be changed. */
  readonly checks: CheckLevels;
  readonly orbs: OrbSettings;
}

export interface OrbSettings {
  /** The GraphQL endpoint of the registry; undefined: that of the user's CircleCI CLI, else CircleCI's own. */
  readonly registry: string | undefined;
  /** URL orbs are taken from URLs that begin with one of these, and from no others. */
  readonly allowUrls: readonly string[];
  /** Development versions (`@dev:label`) may come from the registry: they change and expire. */
  readonly allowDev: boolean;
}

export const noSettings: Settings = {
  checks: new Map(),
  orbs: { registry: undefined, allowUrls: [], allowDev: false },
};
