/**
 * Whether a URL is that of an entry or lies below it: the same scheme, the same host and port, and a path that begins
 * with the entry's, up to a slash. Compared part by part, so that `https://a.example` allows nothing of
 * `https://a.example.evil`; paths with an escaped slash are nowhere below.
 */
export function isAllowed(url: string, entries: readonly string[]): boolean {
  const wanted = new URL(url);
  if (/%2f|%5c/i.test(wanted.pathname)) return entries.includes(url);
  return entries.some((entry) => {
    const allowed = new URL(entry);
    if (wanted.origin !== allowed.origin) return false;
    if (allowed.search !== '') return wanted.href === allowed.href;
    const below = allowed.pathname.endsWith('/') ? allowed.pathname : `${allowed.pathname}/`;
    return wanted.pathname === allowed.pathname || wanted.pathname.startsWith(below);
  });
}
