import { OrreryError } from '../base/error.ts';

/** A file system's error as one of ours: a full disk says how to make room. One of ours passes through. */
export function storeError(error: unknown, what: string): OrreryError {
  if (error instanceof OrreryError) return error;
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

/** The code of an error of the operating system, such as `ENOENT`; undefined for any other. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errno } = error as NodeJS.ErrnoException;
  return typeof errno === 'number' ? code : undefined;
}

/** True when the error says that there is nothing at the path. */
export function isAbsent(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
