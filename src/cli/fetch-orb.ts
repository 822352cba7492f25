import { OrreryError } from '../base/error.ts';
import { type OrbRef, orbText, parseOrbRef } from '../language/index.ts';
import { notFound } from './choose-run.ts';
import type { Orbs } from './compose.ts';
import { usageError } from './usage-error.ts';

/** An orb that was asked for on the command line. */
export interface GivenOrb {
  readonly ref: OrbRef;
  /** `namespace/name@1.2.3`, or the URL. */
  readonly id: string;
  readonly yaml: string;
}

/** REF as a config writes it; without a version the newest is meant. */
export function readRef(text: string): OrbRef {
  const whole = /^[^/@\s]+\/[^/@\s]+$/.test(text) ? `${text}@volatile` : text;
  const result = parseOrbRef(whole);
  if (result.kind === 'invalid') throw usageError(result.message, result.hint);
  return result.ref;
}

/** Throws `not-found` (exit code 5) where there is no such orb, with what the sources say about it. */
export async function fetchGiven(text: string, { source }: Pick<Orbs, 'source'>): Promise<GivenOrb> {
  const ref = readRef(text);
  if (ref.kind === 'url') {
    const found = await source.fetchUrl?.(ref.url);
    if (found?.kind === 'orb') return { ref, id: ref.url, yaml: found.yaml };
    throw found === undefined
      ? notFound(`There is no orb at ${ref.url}.`)
      : notFound(found.message, found.hint);
  }
  const found = await source.fetch(ref);
  if (found !== undefined) return { ref, id: orbText({ ...ref, version: found.version }), yaml: found.yaml };
  const why = await source.explain?.(ref);
  throw notFound(why?.message ?? `There is no orb ${orbText(ref)}.`, why?.hint);
}

/** What the registry knows besides; undefined where it can't be asked, which is told and stops nobody. */
export async function askIfReachable<T>(
  ask: () => Promise<T>,
  note: (text: string) => void,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof OrreryError)) throw error;
    note(error.message);
    return undefined;
  }
}
