import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { invariant } from '../../base/invariant.ts';

/** Names that no key has, since `~` is not among its characters. */
export const tempName = '~tmp';
export const oddName = '~odd';
export const keyName = '~key';
export const packedEnd = '~zst';

export function checkKey(key: string): void {
  const isKey = key
    .split('/')
    .every((part) => /^[A-Za-z0-9._#@=+-]+$/.test(part) && part !== '.' && part !== '..');
  invariant(isKey, `not a blob's key: ${JSON.stringify(key)}`);
}

/**
 * Where a blob may lie: at its key, so that a folder of artifacts is a folder and the links of a stored web page lead
 * somewhere; or, where that cannot be (a key that is the folder of another, a part too long for a file's name), in a
 * folder of its own. Each with and without the end that says it is packed.
 */
export interface BlobPaths {
  readonly plain: string;
  readonly odd: string;
  readonly oddKey: string;
}

export function blobPaths(folder: string, key: string): BlobPaths {
  checkKey(key);
  const own = join(folder, oddName, createHash('sha256').update(key).digest('hex').slice(0, 32));
  const name = key.slice(key.lastIndexOf('/') + 1).slice(-100);
  return { plain: join(folder, key), odd: join(own, name), oddKey: join(own, keyName) };
}

export function candidates(paths: BlobPaths): readonly string[] {
  return [paths.plain, paths.plain + packedEnd, paths.odd, paths.odd + packedEnd];
}
