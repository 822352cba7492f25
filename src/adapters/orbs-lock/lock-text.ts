import { OrreryError } from '../../base/error.ts';
import { isExactVersion, pickVersion } from '../../language/index.ts';

/**
 * `.orrery/orbs.lock`: what was compiled with. A line for each orb, sorted, so that changes read well and merge line
 * by line: `circleci/node@5 = 5.2.0` (what a pin meant) and `circleci/node@5.2.0 = sha256:…` (an exact version or a URL
 * and the digest of its source).
 */
export type LockEntries = ReadonlyMap<string, string>;

const heading = `# The orbs that this repository was compiled with. Written by Orrery; commit it.
`;
const entryLine = /^(\S+) = (\d+\.\d+\.\d+|sha256:[0-9a-f]{64})$/;

/** Throws `config/invalid` at the first line that is none of ours. */
export function parseLock(text: string, path: string): LockEntries {
  const entries = new Map<string, string>();
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, key, value] = entryLine.exec(line) ?? [];
    if (key === undefined || value === undefined) throw unreadable(line, `${path}:${i + 1}`);
    const other = entries.get(key);
    entries.set(
      key,
      other === undefined || other === value ? value : oneOf(key, other, value, `${path}:${i + 1}`),
    );
  }
  return entries;
}

export function printLock(entries: LockEntries): string {
  const lines = [...entries].map(([key, value]) => `${key} = ${value}\n`);
  return heading + lines.toSorted((a, b) => (a < b ? -1 : 1)).join('');
}

/** Two branches that were merged may have resolved a pin differently: the newer one counts. */
function oneOf(key: string, a: string, b: string, place: string): string {
  const newer = isExactVersion(a) && isExactVersion(b) ? pickVersion('volatile', [a, b]) : undefined;
  if (newer !== undefined) return newer;
  throw new OrreryError(
    'config/invalid',
    `${place}: ${key} stands here a second time, with another digest.`,
    {
      fault: 'user',
      hint: 'An exact version has one source: find out which of the two lines is right, and remove the other.',
    },
  );
}

function unreadable(line: string, place: string): OrreryError {
  const isConflict = /^(?:<{7}|={7}|>{7}|\|{7})/.test(line);
  return new OrreryError(
    'config/invalid',
    isConflict
      ? `${place}: a conflict of a merge is left here.`
      : `${place}: this line can't be read: ${line.slice(0, 80)}`,
    {
      fault: 'user',
      hint: isConflict
        ? 'Keep the lines of both sides and remove the markers.'
        : 'Lines are "namespace/name@version = sha256:…"; without the file, the next compile writes it anew.',
    },
  );
}
