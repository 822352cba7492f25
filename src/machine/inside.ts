import { realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** True when a path is the folder or lies below it. Both as they are written: absolute, no links looked up. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The path with all links on it followed; what does not exist at its end is kept as it is written. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return join(realPathOf(parent), basename(path));
  }
}
