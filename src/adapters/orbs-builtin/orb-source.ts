import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { OrreryError } from '../../base/error.ts';
import { invariant } from '../../base/invariant.ts';
import {
  hasPlainName,
  type OrbRequest,
  type PackFile,
  packFiles,
  pickVersion,
  printPacked,
} from '../../language/index.ts';
import { isAbsent } from '../../machine/store-error.ts';
import type { OrbSource } from '../../ports/orb-source.ts';

export interface BuiltinOrbs extends OrbSource {
  /** All there are, by name; the versions of one in the order of their age. */
  list(): Promise<readonly OrbRequest[]>;
}

/**
 * The catalogue that comes with Orrery: unpacked orbs in `<folder>/<namespace>/<name>/<version>/`. Only what is asked
 * for is read and packed. `onTaken` hears of each, as `namespace/name@1.2.3`.
 */
export function builtinOrbSource(folder: string, onTaken: (id: string) => void = () => {}): BuiltinOrbs {
  return {
    async fetch(request) {
      if (!hasPlainName(request)) return undefined;
      const { namespace, name, version } = request;
      const found = pickVersion(version, versionsIn(join(folder, namespace, name)));
      if (found === undefined) return undefined;
      const id = `${namespace}/${name}@${found}`;
      const yaml = packed(join(folder, namespace, name, found), id);
      onTaken(id);
      return { version: found, yaml };
    },
    async list() {
      return foldersIn(folder).flatMap((namespace) =>
        foldersIn(join(folder, namespace)).flatMap((name) =>
          versionsIn(join(folder, namespace, name)).map((version) => ({ namespace, name, version })),
        ),
      );
    },
  };
}

function packed(folder: string, id: string): string {
  const { value, diagnostics } = packFiles(filesIn(folder), { kind: 'orb', prefix: `${id}/` });
  invariant(value !== undefined, `the built-in orb ${id} is sound: ${diagnostics[0]?.message}`);
  return printPacked(value);
}

function filesIn(folder: string): readonly PackFile[] {
  return reading(folder, () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return { path: relative(folder, file).split(sep).join('/'), text: readFileSync(file, 'utf8') };
      }),
  );
}

const byVersion = new Intl.Collator('en', { numeric: true });

function versionsIn(folder: string): readonly string[] {
  return foldersIn(folder).toSorted((a, b) => byVersion.compare(a, b));
}

/** A folder that is not there holds none. */
function foldersIn(folder: string): readonly string[] {
  return reading(folder, () => {
    try {
      const entries = readdirSync(folder, { withFileTypes: true });
      return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  });
}

function reading<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new OrreryError('orb-source/unreachable', `the built-in orbs in ${folder} cannot be read`, {
      fault: 'environment',
      cause,
    });
  }
}
