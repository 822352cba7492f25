import { parseOrbRef } from '../language/index.ts';
import type { SourceFiles } from '../language/source/source-file.ts';

export interface OrbInUse {
  /** `namespace/name@1.2.3`. */
  readonly id: string;
  /** Of its copy, below the folder of copies: `namespace/name@1.2.3.yml`. */
  readonly path: string;
  readonly yaml: string;
}

/** The orbs with a version among the files of a compile, those that others brought in included, sorted. */
export function orbsInUse(files: SourceFiles): readonly OrbInUse[] {
  return [...files.values()]
    .flatMap(({ id, text }): OrbInUse[] => {
      const result = id.startsWith('orb:') ? parseOrbRef(id.slice(4)) : undefined;
      if (result?.kind !== 'ref' || result.ref.kind !== 'named') return [];
      return [{ id: result.ref.text, path: `${result.ref.text}.yml`, yaml: text }];
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
