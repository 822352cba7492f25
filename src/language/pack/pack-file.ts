/** A file of an unpacked orb or config. */
export interface PackFile {
  /** Relative to the folder that is packed, with `/`: `commands/install.yml`. */
  readonly path: string;
  readonly text: string;
}

/** Where a file stands in the result, by its path alone. */
export interface PackPlace {
  /** Names of the folders, the outermost first. */
  readonly folders: readonly string[];
  /** Under which key; undefined: the file's map merges into its folder's. */
  readonly key: string | undefined;
}

export type PackKind = 'orb' | 'config';

/** The folders of an unpacked orb that hold its elements; others hold scripts, tests and the like (ORB-15). */
const orbFolders: readonly string[] = ['commands', 'executors', 'jobs', 'examples'];

/**
 * ORB-15: folders become keys, a file's map stands under its base name; a file in the root or with an `@` before its
 * name merges. Undefined: no file that is packed.
 */
export function packPlace(path: string, kind: PackKind): PackPlace | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folders = parts.slice(0, -1);
  const isHidden = parts.some((part) => part.startsWith('.'));
  if (isHidden || !/.\.ya?ml$/.test(name)) return undefined;
  const [top] = folders;
  if (kind === 'orb' && top !== undefined && !orbFolders.includes(top)) return undefined;
  const merges = folders.length === 0 || name.startsWith('@');
  return { folders, key: merges ? undefined : name.replace(/\.ya?ml$/, '') };
}
