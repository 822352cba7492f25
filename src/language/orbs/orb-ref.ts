import type { OrbRequest } from './orb-source.ts';

/** An orb as a config names it: `circleci/node@5.1`. */
export interface OrbRef extends OrbRequest {
  /** As written. */
  readonly text: string;
}

export type OrbRefResult =
  | { readonly kind: 'ref'; readonly ref: OrbRef }
  | { readonly kind: 'invalid'; readonly message: string; readonly hint: string };

const form = 'Write it as namespace/name@version, for example circleci/node@5.1.';

/** ORB-02: the version is exact, a pin (`5.1`, `5`), `volatile` or `dev:label`. */
export function parseOrbRef(text: string): OrbRefResult {
  const invalid = (message: string, hint = form): OrbRefResult => ({ kind: 'invalid', message, hint });
  if (/^https?:\/\//.test(text))
    return invalid(`The orb "${text}" is a URL; orbs are taken from namespaces only.`, form);
  const match = /^([^/@\s]+)\/([^/@\s]+)(?:@(\S+))?$/.exec(text);
  const [, namespace, name, version] = match ?? [];
  if (namespace === undefined || name === undefined)
    return invalid(`"${text}" is not a reference to an orb.`);
  if (version === undefined)
    return invalid(
      `The orb "${text}" has no version.`,
      `Add one: ${text}@1.2.3, or ${text}@volatile for the newest.`,
    );
  if (!/^(?:\d+(?:\.\d+){0,2}|volatile|dev:\S+)$/.test(version))
    return invalid(
      `"${version}" is not a version of an orb.`,
      'Versions are 1.2.3, 1.2, 1, volatile or dev:label.',
    );
  return { kind: 'ref', ref: { text, namespace, name, version } };
}
