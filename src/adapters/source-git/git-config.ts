import { withoutCredentials } from './remote-url.ts';

/** A key as git lists it (section and name in small letters, the middle as written) and its value; undefined for a bare key. */
export type ConfigEntry = readonly [key: string, value: string | undefined];

/** Reads `git config --list -z`. */
export function readConfigList(text: string): readonly ConfigEntry[] {
  return text
    .split('\0')
    .filter((item) => item !== '')
    .map((item): ConfigEntry => {
      const end = item.indexOf('\n');
      return end < 0 ? [item, undefined] : [item.slice(0, end), item.slice(end + 1)];
    });
}

/**
 * What of a repository's own settings goes into a checkout: how its objects and files are to be read, its remotes and
 * branches. Not what is the user's: credential helpers, `http.extraheader`, rewritten URLs, hooks, filters, names.
 */
const kept: readonly RegExp[] = [
  /^core\.(?:repositoryformatversion|filemode|symlinks|ignorecase|precomposeunicode|autocrlf|eol|safecrlf|sparsecheckout|sparsecheckoutcone|quotepath|protecthfs|protectntfs)$/,
  /^extensions\.(?:objectformat|partialclone|noop)$/,
  /^remote\..+\.(?:url|pushurl|fetch|promisor|partialclonefilter|tagopt)$/,
  /^branch\..+\.(?:remote|merge|rebase)$/,
  /^submodule\..+\.(?:url|active|update|branch)$/,
];

/** The text of a `.git/config` with those settings, for a checkout with a working tree. */
export function checkoutConfig(entries: readonly ConfigEntry[], isSparse: boolean): string {
  const lines = ['[core]\n\tbare = false\n'];
  for (const [key, value] of entries) {
    if (!kept.some((pattern) => pattern.test(key)) || (!isSparse && key.startsWith('core.sparse'))) continue;
    const [section, name] = [key.slice(0, key.indexOf('.')), key.slice(key.lastIndexOf('.') + 1)];
    const middle = key.slice(section.length + 1, -name.length - 1);
    const heading = middle === '' ? `[${section}]` : `[${section} "${middle.replace(/["\\]/g, '\\$&')}"]`;
    const text = name.endsWith('url') && value !== undefined ? withoutCredentials(value) : value;
    lines.push(`${heading}\n\t${name}${text === undefined ? '' : ` = ${quoted(text)}`}\n`);
  }
  return lines.join('');
}

function quoted(value: string): string {
  const escaped = value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  return `"${escaped}"`;
}
