import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pickVersion } from '../src/language/orbs/pick-version.ts';
import type { OrbSource } from '../src/ports/orb-source.ts';

/** The orbs of a folder of ours, `<namespace>/<name>@<version>.yml`: for golden files. */
export function fileOrbs(folder: string): OrbSource {
  return {
    async fetch({ namespace, name, version }) {
      const dir = join(folder, namespace);
      const prefix = `${name}@`;
      const files = existsSync(dir) ? readdirSync(dir).filter((f) => f.startsWith(prefix)) : [];
      const picked = pickVersion(
        version,
        files.map((f) => f.slice(prefix.length, -'.yml'.length)),
      );
      if (picked === undefined) return undefined;
      return { version: picked, yaml: readFileSync(join(dir, `${prefix}${picked}.yml`), 'utf8') };
    },
  };
}
