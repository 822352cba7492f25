import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { SshKey } from '../../ports/secret-store.ts';
import { type Fingerprints, fingerprintsOf, isFingerprint } from './fingerprint.ts';
import { namesIn, readSecretFile } from './secret-files.ts';

interface StoredKey extends Fingerprints {
  readonly privateKey: string;
  readonly host: string;
}

/**
 * Keys in `FOLDER/NAME`, for any host, and `FOLDER/HOST/NAME`, for that host; `NAME.pub` beside one spares reading its
 * public half out of it. Of a key that stands in several places the first counts. With `fingerprints` those asked for
 * that are there, in that order and under the name that they were asked by.
 */
export function sshKeysIn(
  folders: readonly string[],
  fingerprints: readonly string[],
  warn: (message: string) => void,
): readonly SshKey[] {
  const keys = new Map<string, StoredKey>();
  for (const key of folders.flatMap((folder) => keysIn(folder, warn)))
    if (!keys.has(key.sha256)) keys.set(key.sha256, key);
  const all = [...keys.values()];
  if (fingerprints.length === 0) return all.map((key) => sshKey(key, key.sha256));
  return fingerprints.flatMap((asked) => {
    const key = all.find((key) => isFingerprint(asked, key));
    return key === undefined ? [] : sshKey(key, asked);
  });
}

function sshKey({ privateKey, host }: StoredKey, fingerprint: string): SshKey {
  return { fingerprint, privateKey, host };
}

function keysIn(folder: string, warn: (message: string) => void): readonly StoredKey[] {
  return namesIn(folder)
    .toSorted()
    .flatMap((name) => {
      if (name.startsWith('.')) return [];
      const path = join(folder, name);
      if (!statSync(path).isDirectory()) return readKey(path, '', warn);
      return namesIn(path)
        .toSorted()
        .flatMap((inner) => (inner.startsWith('.') ? [] : readKey(join(path, inner), name, warn)));
    });
}

function readKey(path: string, host: string, warn: (message: string) => void): readonly StoredKey[] {
  if (path.endsWith('.pub') || !statSync(path).isFile()) return [];
  const text = readSecretFile(path, warn) ?? '';
  const publicLine = readSecretFile(`${path}.pub`, () => {});
  const fingerprints = fingerprintsOf(text, publicLine);
  if (fingerprints === undefined) {
    warn(
      `${path} is left out: it is not a private key whose public half can be read (put ${path}.pub beside it)`,
    );
    return [];
  }
  // ssh refuses a key whose last line does not end.
  return [{ ...fingerprints, privateKey: text.endsWith('\n') ? text : `${text}\n`, host }];
}
