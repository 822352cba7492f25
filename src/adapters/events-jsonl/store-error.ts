import { OrreryError } from '../../base/error.ts';

/** A file system's error as one of ours: a full disk says how to make room. */
export function storeError(error: unknown, what: string): OrreryError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new OrreryError('store/full', `${what}: the disk is full`, {
      fault: 'environment',
      hint: 'Make room: orrery cache rm --all, or remove old runs under .orrery/local/runs.',
      cause: error,
    });
  }
  return new OrreryError('store/failed', `${what}: ${message}`, { fault: 'environment', cause: error });
}
