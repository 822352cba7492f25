import type { OrbRequest } from './orb-source.ts';

/** An orb as a config names it; `text` is as written. */
export type OrbRef = NamedOrbRef | UrlOrbRef;

/** `circleci/node@5.1`. */
export interface NamedOrbRef extends OrbRequest {
  readonly kind: 'named';
  readonly text: string;
}

/** `https://example.org/orbs/kit.yml`. */
export interface UrlOrbRef {
  readonly kind: 'url';
  readonly text: string;
  /** In its normal form. */
  readonly url: string;
}

export type OrbRefResult =
  | { readonly kind: 'ref'; readonly ref: OrbRef }
  | { readonly kind: 'invalid'; readonly message: string; readonly hint: string };

const form = 'Write it as namespace/name@version, for example circleci/node@5.1.';

/** ORB-01, ORB-02: a URL, or a name with a version that is exact, a pin (`5.1`, `5`), `volatile` or `dev:label`. */
export function parseOrbRef(text: string): OrbRefResult {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parseUrl(text);
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
  return { kind: 'ref', ref: { kind: 'named', text, namespace, name, version } };
}

/** Only https, so that nobody on the way can put another orb in its place; plain http from this machine itself. */
function parseUrl(text: string): OrbRefResult {
  if (!URL.canParse(text))
    return invalid(`"${text}" is not a URL.`, 'Write it as https://host/path/orb.yml.');
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isSafe)
    return invalid(`The orb "${text}" needs a URL with https.`, 'Write it as https://host/path/orb.yml.');
  if (url.username !== '' || url.password !== '')
    return invalid(
      'The URL of an orb must hold no user name or password.',
      'Whoever reads the config can read it.',
    );
  url.hash = '';
  return { kind: 'ref', ref: { kind: 'url', text, url: url.href } };
}

function invalid(message: string, hint = form): OrbRefResult {
  return { kind: 'invalid', message, hint };
}

/** The names of this machine for itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** `namespace/name@version`. */
export function orbText({ namespace, name, version }: OrbRequest): string {
  return `${namespace}/${name}@${version}`;
}

/** Namespace and name are such that they may go into paths and queries: a config is no place to lead elsewhere from. */
export function hasPlainName({ namespace, name }: OrbRequest): boolean {
  return [namespace, name].every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
}

/** `1.2.3`: a published version that never changes (ORB-03). */
export function isExactVersion(version: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(version);
}
