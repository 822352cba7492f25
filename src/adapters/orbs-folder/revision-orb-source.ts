import { pickVersion } from '../../language/index.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import type { SourceTree } from '../../ports/source-tree.ts';

const end = '.yml';

/** Orbs as files of a commit: `<folder>/<namespace>/<name>@<version>.yml`, `folder` relative to the root. */
export function revisionOrbSource(source: SourceTree, revision: string, folder: string): OrbSource {
  return {
    async fetch({ namespace, name, version }) {
      const inside = `${folder}/${namespace}`;
      const versions = (await source.filesAt(revision, inside))
        .filter((file) => file.startsWith(`${name}@`) && file.endsWith(end))
        .map((file) => file.slice(name.length + 1, -end.length));
      const found = pickVersion(version, versions);
      if (found === undefined) return undefined;
      const yaml = await source.fileAt(revision, `${inside}/${name}@${found}${end}`);
      return yaml === undefined ? undefined : { version: found, yaml };
    },
  };
}
