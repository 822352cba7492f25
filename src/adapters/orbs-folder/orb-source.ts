import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { hasPlainName, pickVersion, type OrbRequest } from '../../language/index.ts';
import { isAbsent } from '../../machine/store-error.ts';
import type { OrbSource } from '../../ports/orb-source.ts';

const end = '.yml';

/** Orbs as files: `<folder>/<namespace>/<name>@<version>.yml`. A folder that is not there holds none. */
export function folderOrbSource(folder: string): OrbSource {
  return {
    async fetch(request) {
      if (!hasPlainName(request)) return undefined;
      const { namespace, name, version } = request;
      const inside = join(folder, namespace);
      const found = pickVersion(version, versionsIn(inside, name));
      if (found === undefined) return undefined;
      return { version: found, yaml: read(join(inside, `${name}@${found}${end}`)) };
    },
    list: async () => namesIn(folder).flatMap((namespace) => orbsIn(join(folder, namespace), namespace)),
  };
}

function versionsIn(folder: string, name: string): readonly string[] {
  return orbsIn(folder, '').flatMap((orb) => (orb.name === name ? [orb.version] : []));
}

function orbsIn(folder: string, namespace: string): readonly OrbRequest[] {
  return namesIn(folder).flatMap((file) => {
    const [, name, version] = /^([^@]+)@(.+)\.yml$/.exec(file) ?? [];
    return name !== undefined && version !== undefined ? [{ namespace, name, version }] : [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
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
  return new OrreryError('store/failed', `The orbs in ${path} cannot be read.`, {
    fault: 'environment',
    cause,
  });
}
