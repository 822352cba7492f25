/** The folders of a sandbox that paths in a config are relative to. */
export interface SandboxFolders {
  readonly home: string;
  readonly workingDirectory: string;
}

/**
 * A path of the config as an absolute one in the sandbox: `~` is its home, a relative path counts from the working
 * directory; `.` and `..` are worked out. Variables are not expanded (ENV-12).
 */
export function resolveInSandbox(path: string, folders: SandboxFolders): string {
  if (path === '~' || path.startsWith('~/')) return normalized(`${folders.home}/${path.slice(1)}`);
  return normalized(path.startsWith('/') ? path : `${folders.workingDirectory}/${path}`);
}

function normalized(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}

/** `/a/b` of `/a/b/c`; `/` of `/a`. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** `c` of `/a/b/c`; empty for `/`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
