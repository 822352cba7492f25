import type { RunEntry } from '../ports/event-store.ts';
import type { EnginePorts } from './engine-ports.ts';
import { noSuchRun } from './stored-run.ts';

/**
 * The run that a person names: `latest` (the newest), its number, its id, or the beginning of its id (4 characters or
 * more, if no other run's begins so). Throws `not-found`.
 */
export async function findRun(ports: Pick<EnginePorts, 'events'>, name: string | number): Promise<RunEntry> {
  const runs = await ports.events.list();
  const text = String(name);
  if (text === 'latest') {
    for (const run of runs) if (await hasEvents(ports, run.runId)) return run;
    throw noSuchRun(text);
  }
  const beginning = runs.filter((run) => text.length >= 4 && run.runId.startsWith(text));
  const found =
    runs.find((run) => String(run.number) === text || run.runId === text) ??
    (beginning.length === 1 ? beginning[0] : undefined);
  if (found === undefined) throw noSuchRun(text);
  return found;
}

/** A process that was killed while it recorded a new run may leave a number with nothing behind it. */
async function hasEvents(ports: Pick<EnginePorts, 'events'>, runId: string): Promise<boolean> {
  for await (const _ of ports.events.read(runId, 0)) return true;
  return false;
}
