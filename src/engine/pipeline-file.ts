import { OrreryError } from '../base/error.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { SourceFacts } from '../ports/source-tree.ts';
import { collect, streamOf } from './bytes.ts';
import type { RunRequest } from './run-request.ts';

/**
 * What a run was started with: approvals and reruns go on with it, not with today's config (WFL-86). It holds what
 * `-e` gave, so the store keeps it from other users of the machine.
 */
export interface StoredPipeline extends RunRequest {
  readonly facts: SourceFacts;
  /** `CIRCLE_CONTINUATION_KEY` of the jobs of a setup phase (DYN-03): a secret. */
  readonly continuationKey?: string;
}

/** Rises when an older Orrery could not read the file. */
const version = 1;

/** Resolves with `key`. */
export async function storePipeline(
  blobs: BlobStore,
  key: string,
  pipeline: StoredPipeline,
): Promise<string> {
  const text = JSON.stringify({ version, ...pipeline });
  await blobs.put(key, streamOf(text));
  return key;
}

export async function loadPipeline(blobs: BlobStore, key: string): Promise<StoredPipeline> {
  const body = await blobs.get(key);
  if (body === undefined)
    throw new OrreryError('store/failed', 'what this run was started with is gone from the store', {
      fault: 'environment',
      hint: 'Start it anew: orrery run',
    });
  const stored = JSON.parse((await collect(body)).toString()) as StoredPipeline & {
    readonly version: number;
  };
  if (stored.version !== version)
    throw new OrreryError('store/failed', 'this run was started by a newer Orrery', {
      fault: 'environment',
      hint: 'Use that version, or start it anew: orrery run',
    });
  return stored;
}

/** The commit that the run counts as building (`CIRCLE_SHA1`): HEAD, unless another is checked out. */
export function builtRevision({ options, facts }: StoredPipeline): string {
  return options.checkout.kind === 'commit' ? options.checkout.revision : facts.revision;
}
