import { sha1 } from './sha1.ts';

/**
 * A UUID made from names (RFC 9562, version 5): the same names give the same UUID, so that ids of workflows, jobs and
 * workspaces need not be stored. `namespace` is itself a UUID.
 */
export function nameUuid(namespace: string, ...names: readonly string[]): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const hash = sha1(Buffer.concat([space, Buffer.from(names.join('\n'))]));
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The namespace of projects: RFC 9562's for URLs. */
export const urlNamespace = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
