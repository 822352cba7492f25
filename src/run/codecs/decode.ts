import type { Recorded, RunEvent } from '../event.ts';

/**
 * For each event type its newest version and how each older one becomes the next. An event is never edited where it
 * is stored; a new version of a type adds an upcaster here and a history to `testdata/histories`.
 */
const codecs: Readonly<
  Record<
    RunEvent['type'],
    { readonly newest: number; readonly upcast: Readonly<Record<number, (old: object) => object>> }
  >
> = {
  'run.created': { newest: 1, upcast: {} },
  'workflow.planned': { newest: 1, upcast: {} },
  'pipeline.continued': { newest: 1, upcast: {} },
  'continuation.failed': { newest: 1, upcast: {} },
  'job.queued': { newest: 1, upcast: {} },
  'job.held': { newest: 1, upcast: {} },
  'lock.awaited': { newest: 1, upcast: {} },
  'lock.taken': { newest: 1, upcast: {} },
  'approval.granted': { newest: 1, upcast: {} },
  'job.started': { newest: 1, upcast: {} },
  'step.started': { newest: 1, upcast: {} },
  'step.finished': { newest: 1, upcast: {} },
  'execution.finished': { newest: 1, upcast: {} },
  'workspace.persisted': { newest: 1, upcast: {} },
  'artifact.stored': { newest: 1, upcast: {} },
  'tests.stored': { newest: 1, upcast: {} },
  'job.finished': { newest: 1, upcast: {} },
  'run.cancel-requested': { newest: 1, upcast: {} },
  'run.finished': { newest: 1, upcast: {} },
};

/** Reads one stored record; undefined when it is none, or was written by a newer Orrery. */
export function decode(record: unknown): Recorded | undefined {
  if (!isRecord(record)) return undefined;
  let event: { type: string; v: number } = record.event;
  const codec = codecs[event.type as RunEvent['type']];
  if (codec === undefined || event.v > codec.newest) return undefined;
  while (event.v < codec.newest) {
    const step = codec.upcast[event.v];
    if (step === undefined) return undefined;
    event = step(event) as { type: string; v: number };
  }
  return { ...record, event: event as RunEvent };
}

function isRecord(
  value: unknown,
): value is Omit<Recorded, 'event'> & { readonly event: { readonly type: string; readonly v: number } } {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, at, runId, event } = value as Record<string, unknown>;
  if (typeof seq !== 'number' || typeof at !== 'string' || typeof runId !== 'string') return false;
  if (typeof event !== 'object' || event === null) return false;
  const { type, v } = event as Record<string, unknown>;
  return typeof type === 'string' && typeof v === 'number';
}
