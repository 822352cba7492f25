import { orbText } from '../../language/index.ts';
import type { OrbSource } from '../../ports/orb-source.ts';
import { digestOf, type OrbLock } from './orb-lock.ts';

/**
 * Holds a source to the lock: an exact version has the bytes it had. What a pin means and what stands at a URL may
 * change, as in CircleCI; a note tells, and the lock follows. Development versions are not locked.
 */
export function lockedOrbSource(source: OrbSource, lock: OrbLock, note: (text: string) => void): OrbSource {
  return {
    ...source,
    async fetch(request) {
      const found = await source.fetch(request);
      if (found === undefined || found.version.startsWith('dev:')) return found;
      const exact = orbText({ ...request, version: found.version });
      lock.hold(exact, found.yaml);
      if (request.version !== found.version) follow(lock, orbText(request), found.version, note);
      return found;
    },
    ...(source.fetchUrl && {
      async fetchUrl(url: string) {
        const found = await source.fetchUrl?.(url);
        if (found?.kind === 'orb') follow(lock, url, digestOf(found.yaml), note);
        return found ?? { kind: 'not-found', message: `There is no orb at ${url}.`, hint: '' };
      },
    }),
  };
}

function follow(lock: OrbLock, key: string, value: string, note: (text: string) => void): void {
  const locked = lock.get(key);
  if (locked !== undefined && locked !== value)
    note(
      value.startsWith('sha256:')
        ? `the orb at ${key} has changed since ${lock.path} was written.`
        : `${key} is ${value} now; it was ${locked} when ${lock.path} was written.`,
    );
  lock.set(key, value);
}
