/** `acme` and `shop` of `git@github.com:acme/shop.git`; the owner of a group's group is `group/sub`, that of a path on this machine is empty. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** Without a password or token; the user of an ssh address stays, since it belongs to the address. */
export function withoutCredentials(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/i, '$1').replace(/^([a-z+]+:\/\/[^/:@]*):[^/@]*@/i, '$1@');
}

export function repositoryName(url: string): RepositoryName {
  const path = pathOf(url.trim());
  const parts = (path ?? url)
    .replace(/[/\\]+$/, '')
    .replace(/\.git$/, '')
    .split(/[/\\]/)
    .filter((part) => part !== '');
  return { owner: path === undefined ? '' : parts.slice(0, -1).join('/'), name: parts.at(-1) ?? '' };
}

/** The path on the server; undefined for a repository on this machine. */
function pathOf(url: string): string | undefined {
  const [, scheme, path] = /^([a-z][a-z0-9+.-]*):\/\/[^/]*\/?(.*)$/i.exec(url) ?? [];
  if (scheme !== undefined) return scheme.toLowerCase() === 'file' ? undefined : path;
  // As scp has it. One letter before the colon is a drive.
  return /^(?:[^/\\:@]+@)?[^/\\:@]{2,}:(.*)$/.exec(url)?.[1];
}
