/**
 * A UUID made from names (RFC 9562, version 5): the same names give the same UUID, so that ids of workflows, jobs and
 * workspaces need not be stored. `namespace` is itself a UUID.
 */
export async function nameUuid(namespace: string, ...names: readonly string[]): Promise<string> {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const text = Uint8Array.from(Buffer.concat([space, Buffer.from(names.join('\n'))]));
  const hash = Buffer.from(await crypto.subtle.digest('SHA-1', text)).subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The namespace of projects: RFC 9562's for URLs. */
export const urlNamespace = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** `nameUuid` that remembers: most ids of a run are asked for by each of its jobs. */
export type UuidMaker = (namespace: string, ...names: readonly string[]) => Promise<string>;

export function rememberingUuids(): UuidMaker {
  const made = new Map<string, Promise<string>>();
  return async (...names) => {
    const key = names.join('\n');
    let uuid = made.get(key);
    if (uuid === undefined) made.set(key, (uuid = nameUuid(...names)));
    return uuid;
  };
}
