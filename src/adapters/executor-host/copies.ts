import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { isAbsent, systemCode } from '../../machine/store-error.ts';
import { addTree, packTar } from '../../machine/tar-pack.ts';
import { realPathOf } from '../../machine/inside.ts';

/** What is at `path`, which is followed, as a tar under its base name; undefined when there is nothing. */
export function tarOf(path: string): AsyncIterable<Uint8Array> | undefined {
  if (!isThere(path)) return undefined;
  const real = realPathOf(path);
  return packTar(async (tar) => {
    try {
      await addTree(tar, basename(path), real);
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      throw new OrreryError('executor/failed', `could not read ${path}: ${(error as Error).message}`, {
        fault: 'environment',
        cause: error,
      });
    }
  });
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw new OrreryError('executor/failed', `could not read ${path}: ${(error as Error).message}`, {
      fault: 'environment',
      cause: error,
    });
  }
}
