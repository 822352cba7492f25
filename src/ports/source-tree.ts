/** The project's repository: what a checkout gets, and what built-in variables and pipeline values tell. */
export interface SourceTree {
  facts(): Promise<SourceFacts>;
  /**
   * The files as a tar, paths relative to the root, `.git` among them so that git works on it: HEAD, history, index and
   * remotes as here. Executable bits, symbolic links and submodules included. `tree`: tracked, modified and untracked
   * files that are not ignored. `commit`: the files of `revision`, HEAD detached there when it is not the present one.
   * Credentials and hooks of the user do not come along. A file that cannot be read is left out and told to `skipped`.
   */
  archive(what: SourceSelection, skipped: (path: string, reason: string) => void): AsyncIterable<Uint8Array>;
  /** Text of a file at a commit (`path` relative to the root); undefined when it is not there. */
  fileAt(revision: string, path: string): Promise<string | undefined>;
  /** Names of the files that lie in a folder itself at a commit; none when it is not there. */
  filesAt(revision: string, folder: string): Promise<readonly string[]>;
  /** Full hash of a revision; undefined when git knows none of that name. */
  revision(name: string): Promise<string | undefined>;
}

export type SourceSelection =
  | { readonly kind: 'tree' }
  | { readonly kind: 'commit'; readonly revision: string };

/** Empty text where git has no answer (no remote, no commit yet, not a repository). */
export interface SourceFacts {
  /** Absolute path of the working tree's root. */
  readonly root: string;
  readonly isRepository: boolean;
  readonly branch: string;
  readonly defaultBranch: string;
  /** Tag that points at HEAD. */
  readonly tag: string;
  /** Full hash of HEAD. */
  readonly revision: string;
  /** Hash of HEAD's first parent. */
  readonly baseRevision: string;
  readonly remoteUrl: string;
  /** `acme` and `shop` of `git@github.com:acme/shop.git`. */
  readonly owner: string;
  readonly name: string;
  readonly commitSubject: string;
  readonly commitBody: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authorDate: string;
  /** `user.name` of git, else the login name. */
  readonly userName: string;
}
