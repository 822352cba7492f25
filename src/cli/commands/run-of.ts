import { findRun } from '../../engine/index.ts';
import { OrreryError } from '../../base/error.ts';
import type { EventStore } from '../../ports/event-store.ts';
import { notFound } from '../choose-run.ts';
import type { Input } from '../verb.ts';

/** The id of the run that the first argument names, `latest` where there is none. */
export async function runOf(ports: { readonly events: EventStore }, input: Input): Promise<string> {
  const reference = input.arguments[0] ?? 'latest';
  try {
    return (await findRun(ports, reference)).runId;
  } catch (error) {
    if (!(error instanceof OrreryError) || error.code !== 'not-found') throw error;
    throw reference === 'latest'
      ? notFound('This repository has no runs yet.', 'orrery run makes the first.')
      : notFound(`There is no run ${JSON.stringify(reference)} here.`, 'orrery runs lists them.');
  }
}
