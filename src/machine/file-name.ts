import { createHash } from 'node:crypto';

/**
 * A file name for any text: readable, of safe characters, at most 120 of them, and different for different texts even
 * where the file system takes `A` and `a` for the same.
 */
export function fileNameOf(text: string): string {
  const readable = text.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[.-]+/, '_');
  return `${readable.slice(0, 100)}~${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
