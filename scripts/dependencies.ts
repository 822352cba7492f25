import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly link?: boolean;
}

/**
 * Places of package-lock.json that `node_modules` lacks or has in another version. Optional packages (binaries of
 * other platforms) may be absent. `runtime`: what `bin/orrery` needs; `all`: also what tests and checks need.
 */
export function missing(what: 'runtime' | 'all', folder: string = root): readonly string[] {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(lock.packages)
    .filter(([place, p]) => place.startsWith('node_modules/') && p.link !== true)
    .filter(([, p]) => p.optional !== true && p.devOptional !== true && p.peer !== true)
    .filter(([, p]) => what === 'all' || p.dev !== true)
    .filter(([place, p]) => installed(join(folder, place)) !== p.version)
    .map(([place]) => place);
}

function installed(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string }).version;
}

if (import.meta.main)
  process.exitCode = missing(process.argv[2] === 'all' ? 'all' : 'runtime').length === 0 ? 0 : 1;
