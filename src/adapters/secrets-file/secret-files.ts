import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isAbsent, storeError, systemCode } from '../../machine/store-error.ts';

const end = '.env';

/**
 * The file of a context: its name and `.env`. What a file name may not hold, or not everywhere, is written `%2F`, so
 * that a context `acme/prod` is `acme%2Fprod.env` and none leads out of the folder.
 */
export function contextFile(folder: string, name: string): string {
  const safe = name.replace(/[/\\:*?"<>|%\u0000-\u001f\u007f]|^[.-]/g, percent);
  return join(folder, 'contexts', `${safe}${end}`);
}

function percent(text: string): string {
  return `%${text.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Names of the contexts that have a file in the folder. */
export function contextNamesIn(folder: string): readonly string[] {
  return namesIn(join(folder, 'contexts'))
    .filter((name) => name.endsWith(end) && name !== end && !name.startsWith('.'))
    .map((name) =>
      name
        .slice(0, -end.length)
        .replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    );
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError(error, `could not read ${folder}`);
  }
}

/** Text of a file that only its owner should be able to read; undefined when there is none. Tells `warn` when others can. */
export function readSecretFile(path: string, warn: (message: string) => void): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      warn(`${path} holds secrets and others on this machine may read it: chmod 600 ${path}`);
    return text;
  } catch (error) {
    if (isAbsent(error) || systemCode(error) === 'ENAMETOOLONG') return undefined;
    throw storeError(error, `could not read ${path}`);
  }
}

/** Whole or not at all, for the owner only. */
export function writeSecretFile(path: string, text: string): void {
  const temp = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temp, text, { mode: 0o600 });
    chmodSync(temp, 0o600);
    renameSync(temp, path);
  } catch (error) {
    rmSync(temp, { force: true });
    throw storeError(error, `could not write ${path}`);
  }
}
