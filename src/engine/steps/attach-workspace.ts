import type { ResolvedStep } from '../../language/index.ts';
import type { JobKey } from '../../plan/plan.ts';
import { jobOf } from '../../run/job-table.ts';
import { abortable, metered } from '../bytes.ts';
import { resolveInSandbox } from '../sandbox-path.ts';
import { entryPath, mapTar } from '../tar.ts';
import { type Upstream, upstreamOf } from '../upstream.ts';
import { type StepContext, type StepEnd, StepFailure, success } from './step-context.ts';

type AttachStep = Extract<ResolvedStep, { readonly kind: 'attach_workspace' }>;

/**
 * RUN-10: the layers of upstream jobs, in the order of the graph, those of a parallel job in the order of its nodes.
 * RUN-11: a file that two jobs wrote of which neither is upstream of the other fails the step.
 */
export async function attachWorkspace(step: AttachStep, context: StepContext): Promise<StepEnd> {
  const { session, sandbox, log, key } = context;
  const upstream = upstreamOf(session.state().jobs, key);
  const target = resolveInSandbox(step.at, sandbox);
  const givers = upstream.order.filter((job) => session.layers(job).length > 0);
  if (givers.length === 0) log.say('No upstream job has persisted anything: there is nothing to attach.');
  const conflicts = conflictFinder(upstream, context);
  for (const job of givers) {
    const layers = session.layers(job).toSorted((a, b) => a.execution - b.execution);
    for (const { blob } of layers) await attachLayer(blob, target, (path) => conflicts(job, path), context);
    log.say(`Attached the files of ${nameOf(job, context)} to ${target}`);
  }
  return success;
}

async function attachLayer(
  blob: string,
  target: string,
  check: (path: string) => void,
  context: StepContext,
): Promise<void> {
  const { session, sandbox, key, signal } = context;
  const layer = await session.ports.blobs.get(blob);
  if (layer === undefined) throw new StepFailure(`A layer of the workspace is gone from the store: ${blob}`);
  const told = (doneBytes: number): void => session.listener.transfer(key, 'attach workspace', doneBytes, 0);
  const files = mapTar(metered(abortable(layer, signal), told), (header) => {
    if (header.type !== 'directory') check(entryPath(header.name));
    return header;
  });
  await sandbox.copyIn(target, files);
}

/** Remembers who wrote a file last, and throws when that was a job beside the one that writes it now. */
function conflictFinder(upstream: Upstream, context: StepContext): (job: JobKey, path: string) => void {
  const writers = new Map<string, JobKey>();
  return (job, path) => {
    const before = writers.get(path);
    if (before !== undefined && before !== job && !upstream.isAbove(before, job))
      throw new StepFailure(
        `Concurrent upstream jobs persisted the same file: ${path} comes from ${nameOf(before, context)} and from ` +
          `${nameOf(job, context)}, and neither requires the other.`,
      );
    writers.set(path, job);
  };
}

function nameOf(job: JobKey, { session }: StepContext): string {
  return jobOf(session.state().jobs, job)?.name ?? job;
}
