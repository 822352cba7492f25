import { OrreryError } from '../../base/error.ts';
import { nearest, type OrbRefusal, type OrbRequest, orbText } from '../../language/index.ts';
import type { OrbSource } from '../../ports/orb-source.ts';

/**
 * Asks one source after the other; the first that has a version that fits answers. One that can't be reached is passed
 * over, and its failure thrown when no other has the orb.
 */
export function firstOrbSource(sources: readonly OrbSource[]): OrbSource {
  const list = async (): Promise<readonly OrbRequest[]> =>
    (await Promise.all(sources.map((source) => source.list?.() ?? []))).flat();
  const withUrls = sources.find((source) => source.fetchUrl !== undefined);
  return {
    async fetch(request) {
      let failure: OrreryError | undefined;
      for (const source of sources) {
        try {
          const found = await source.fetch(request);
          if (found !== undefined) return found;
        } catch (error) {
          if (!(error instanceof OrreryError) || error.code !== 'orb-source/unreachable') throw error;
          failure ??= error;
        }
      }
      if (failure !== undefined) throw failure;
      return undefined;
    },
    ...(withUrls?.fetchUrl && { fetchUrl: withUrls.fetchUrl.bind(withUrls) }),
    async explain(request) {
      for (const source of sources) {
        const why = await source.explain?.(request);
        if (why !== undefined) return withThoseAtHand(why, request, await list());
      }
      const why: OrbRefusal = {
        kind: 'not-found',
        message: `There is no orb ${orbText(request)}.`,
        hint: '',
      };
      return withThoseAtHand(why, request, await list());
    },
    list,
  };
}

/** Other versions of the orb that are at hand, or an orb whose name is near. */
function withThoseAtHand(why: OrbRefusal, request: OrbRequest, all: readonly OrbRequest[]): OrbRefusal {
  if (why.kind === 'not-allowed') return why;
  const nameOf = ({ namespace, name }: OrbRequest): string => `${namespace}/${name}`;
  const same = all.filter((o) => nameOf(o) === nameOf(request)).map((o) => o.version);
  if (same.length > 0)
    return { ...why, hint: join(`At hand: ${[...new Set(same)].toSorted(byVersion).join(', ')}.`, why.hint) };
  const near = nearest(nameOf(request), all.map(nameOf));
  if (near !== undefined) return { ...why, hint: join(`Did you mean ${near}?`, why.hint) };
  return why.hint === '' ? { ...why, hint: 'Check namespace, name and version.' } : why;
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function join(first: string, second: string): string {
  return second === '' ? first : `${first} ${second}`;
}
