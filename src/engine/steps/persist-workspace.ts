import type { ResolvedStep } from '../../language/index.ts';
import { layerKey } from '../blob-keys.ts';
import { abortable, formatBytes, metered } from '../bytes.ts';
import { resolveInSandbox } from '../sandbox-path.ts';
import { entryPath, mapEntries, renamed, type TarItem, writeTar } from '../tar.ts';
import { readWorkspacePaths, type WorkspacePaths } from '../workspace-paths.ts';
import { type StepContext, type StepEnd, StepFailure, success } from './step-context.ts';

type PersistStep = Extract<ResolvedStep, { readonly kind: 'persist_to_workspace' }>;

/** RUN-10, RUN-12: what the patterns take of the root becomes a layer of the workspace: a tar of paths relative to the root. */
export async function persistToWorkspace(step: PersistStep, context: StepContext): Promise<StepEnd> {
  const { session, log, key, execution, signal } = context;
  const root = resolveInSandbox(step.root, context.sandbox);
  const read = readWorkspacePaths(step.paths, root);
  if (read.kind === 'error') throw new StepFailure(read.message);
  log.say('Creating workspace archive...');
  const blob = layerKey(session.runId, key, execution, context.step);
  const told = (doneBytes: number): void =>
    session.listener.transfer(key, 'persist to workspace', doneBytes, 0);
  const layer = writeTar(layerEntries(root, read.paths, context));
  const { sizeBytes } = await session.ports.blobs.put(
    blob,
    metered(abortable(layer, signal), told),
    'packed',
  );
  session.recorder.record({ type: 'workspace.persisted', v: 1, job: key, execution, blob, sizeBytes });
  log.say(`Persisted ${formatBytes(sizeBytes)} to the workspace.`);
  return success;
}

/** Fails at its end when a pattern took nothing, as the service does, so that no layer is stored. */
async function* layerEntries(
  root: string,
  paths: WorkspacePaths,
  context: StepContext,
): AsyncGenerator<TarItem> {
  for (const start of paths.starts) {
    const tar = await context.sandbox.copyOut(start === '.' ? root : `${root}/${start}`);
    if (tar === undefined) continue;
    const placed = (name: string): string =>
      entryPath([start, ...entryPath(name).split('/').slice(1)].join('/'));
    yield* mapEntries(tar, (header) => {
      const path = placed(header.name);
      if (!paths.takes(path) || path === '.') return undefined;
      return renamed(header, path, header.type === 'link' ? placed(header.linkname) : header.linkname);
    });
  }
  const unmatched = paths.unmatched();
  if (unmatched.length > 0)
    throw new StepFailure(`The specified paths did not match any files in ${root}: ${unmatched.join(', ')}`);
}
