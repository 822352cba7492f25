/** What a `persist_to_workspace` step takes from its root (RUN-12). One use a step: it remembers what has matched. */
export interface WorkspacePaths {
  /**
   * The least of the tree that must be looked at: paths relative to the root, `.` for all of it, none inside another.
   * They may be absent.
   */
  readonly starts: readonly string[];
  /** True when the file or folder at `path` (relative, `/` between, no `./`) or a folder that it stands in matches. */
  takes(path: string): boolean;
  /** Patterns that have taken nothing so far, as written. */
  unmatched(): readonly string[];
}

export type WorkspacePathsResult =
  | { readonly kind: 'paths'; readonly paths: WorkspacePaths }
  | { readonly kind: 'error'; readonly message: string };

/**
 * Reads `paths` in the dialect of Go's `filepath.Match`: `*` and `?` do not cross `/`, `[a-z]` and `[^a-z]`, `\` takes a
 * character as it is, no `**`, hidden files are like others. `root` is the absolute root: an absolute pattern must lie in it.
 */
export function readWorkspacePaths(patterns: readonly string[], root: string): WorkspacePathsResult {
  const read: PathPattern[] = [];
  for (const text of patterns) {
    const pattern = readPattern(text, root);
    if (typeof pattern === 'string') return { kind: 'error', message: pattern };
    read.push(pattern);
  }
  const matched = new Set<PathPattern>();
  const takes = (path: string): boolean => {
    const names = path === '.' || path === '' ? [] : path.split('/');
    const takers = read.filter((pattern) => takesPath(pattern, names));
    for (const pattern of takers) matched.add(pattern);
    return takers.length > 0;
  };
  const unmatched = (): readonly string[] =>
    read.filter((pattern) => !matched.has(pattern)).map((pattern) => pattern.text);
  return { kind: 'paths', paths: { starts: outermost(read.map((p) => p.start)), takes, unmatched } };
}

interface PathPattern {
  readonly text: string;
  /** One a name of the path. */
  readonly names: readonly RegExp[];
  readonly start: string;
}

function readPattern(text: string, root: string): PathPattern | string {
  const inRoot = relativeTo(text, root);
  if (inRoot === undefined) return `The path ${text} does not lie in the workspace's root, ${root}.`;
  const parts = inRoot.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return `The path ${text} leads out of the workspace's root.`;
  const names: RegExp[] = [];
  for (const part of parts) {
    const name = nameMatcher(part);
    if (name === undefined) return `The path ${text} is no valid pattern (of Go's filepath.Match).`;
    names.push(name);
  }
  const firstWild = parts.findIndex((part) => /[*?[\\]/.test(part));
  const start = (firstWild === -1 ? parts : parts.slice(0, firstWild)).join('/');
  return { text, names, start: start === '' ? '.' : start };
}

function relativeTo(text: string, root: string): string | undefined {
  if (!text.startsWith('/')) return text;
  const base = root.replace(/\/+$/, '');
  return text === base || text.startsWith(`${base}/`) ? text.slice(base.length + 1) : undefined;
}

/** A whole name against one part of a pattern; undefined when the part is malformed. */
function nameMatcher(part: string): RegExp | undefined {
  let source = '';
  for (let rest = part; rest !== '';) {
    const piece = /^\*+|^\?|^\\[\s\S]|^\[\^?(?:[^\]\\-]|\\[\s\S])(?:[^\]\\]|\\[\s\S])*\]|^[^*?[\\]/u.exec(
      rest,
    )?.[0];
    if (piece === undefined) return undefined;
    rest = rest.slice(piece.length);
    if (piece.startsWith('*')) source += '[\\s\\S]*';
    else if (piece === '?') source += '[\\s\\S]';
    else if (piece.startsWith('[')) {
      const set = characterSet(piece);
      if (set === undefined) return undefined;
      source += set;
    } else source += literal(piece.startsWith('\\') ? piece.slice(1) : piece);
  }
  return new RegExp(`^${source}$`, 'u');
}

/** `[^a-c\]]` as a regular expression's; undefined for a range without an end, or one that runs backwards (which matches nothing in Go). */
function characterSet(piece: string): string | undefined {
  const negated = piece[1] === '^';
  const characters = [...piece.slice(negated ? 2 : 1, -1).matchAll(/\\([\s\S])|([\s\S])/gu)];
  const ranges: string[] = [];
  for (let i = 0; i < characters.length; i++) {
    const low = value(characters[i]);
    if (low === '-' && characters[i]?.[2] !== undefined) return undefined;
    if (characters[i + 1]?.[2] === '-') {
      const high = characters[i + 2];
      if (high === undefined) return undefined;
      if (low <= value(high)) ranges.push(`${literal(low)}-${literal(value(high))}`);
      i += 2;
    } else ranges.push(literal(low));
  }
  if (ranges.length === 0) return negated ? '[\\s\\S]' : '[]';
  return `[${negated ? '^' : ''}${ranges.join('')}]`;
}

function value(match: RegExpMatchArray | undefined): string {
  return match?.[1] ?? match?.[2] ?? '';
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

function takesPath(pattern: PathPattern, names: readonly string[]): boolean {
  return (
    names.length >= pattern.names.length && pattern.names.every((matcher, i) => matcher.test(names[i] ?? ''))
  );
}

function outermost(paths: readonly string[]): readonly string[] {
  if (paths.includes('.')) return ['.'];
  const distinct = [...new Set(paths)];
  return distinct.filter((path) => !distinct.some((other) => path.startsWith(`${other}/`)));
}
