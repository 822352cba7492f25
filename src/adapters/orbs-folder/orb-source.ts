import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { pickVersion } from '../../language/index.ts';
import { isAbsent } from '../../machine/store-error.ts';
import type { OrbSource } from '../../ports/orb-source.ts';

const end = '.yml';

/** Orbs as files: `<folder>/<namespace>/<name>@<version>.yml`. A folder that is not there holds none. */
export function folderOrbSource(folder: string): OrbSource {
  return {
    async fetch({ namespace, name, version }) {
      // Names come from a config, which is no place to lead out of the folder from.
      if (![namespace, name].every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))) return undefined;
      const inside = join(folder, namespace);
      const found = pickVersion(version, versionsIn(inside, name));
      if (found === undefined) return undefined;
      return { version: found, yaml: read(join(inside, `${name}@${found}${end}`)) };
    },
  };
}

/** Asks one source after the other; the first that has a version that fits answers. */
export function firstOrbSource(sources: readonly OrbSource[]): OrbSource {
  return {
    async fetch(request) {
      for (const source of sources) {
        const found = await source.fetch(request);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function versionsIn(folder: string, name: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.startsWith(`${name}@`) && file.endsWith(end))
      .map((file) => file.slice(name.length + 1, -end.length));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw unreadable(folder, error);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(path: string, cause: unknown): OrreryError {
  return new OrreryError('orb-source/unreachable', `the orbs in ${path} cannot be read`, {
    fault: 'environment',
    cause,
  });
}
