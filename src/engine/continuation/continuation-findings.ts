import type { CompileOutcome, SourceFile } from '../../language/index.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import { continuationFindingsKey } from '../blob-keys.ts';
import { collect, streamOf } from '../bytes.ts';

/** What is wrong with a continuation: the compiler's findings, and the texts that they point into. */
export type ContinuationFindings = Pick<CompileOutcome, 'diagnostics' | 'files'>;

/** How findings call a continuation, which is a text that a job sent and no file. */
export const continuationFile = 'continuation.yml';

/** Rises when an older Orrery could not read the file. */
const version = 1;

interface Stored {
  readonly version: number;
  readonly diagnostics: CompileOutcome['diagnostics'];
  readonly files: readonly SourceFile[];
}

/** Stores them with secrets hidden by `hide`, which keeps lengths and lines. Resolves with the blob's key. */
export async function storeContinuationFindings(
  blobs: BlobStore,
  runId: string,
  { diagnostics, files }: ContinuationFindings,
  hide: (text: string) => string,
): Promise<string> {
  const key = continuationFindingsKey(runId);
  const stored: Stored = {
    version,
    diagnostics: diagnostics.map((one) => ({
      ...one,
      message: hide(one.message),
      ...(one.hint !== undefined && { hint: hide(one.hint) }),
    })),
    files: [...files.values()].map(({ id, text }) => ({ id, text: hide(text) })),
  };
  await blobs.put(key, streamOf(JSON.stringify(stored)));
  return key;
}

/** Undefined when they are gone, or written by a newer Orrery. */
export async function loadContinuationFindings(
  blobs: BlobStore,
  key: string,
): Promise<ContinuationFindings | undefined> {
  const body = await blobs.get(key);
  if (body === undefined) return undefined;
  const stored = JSON.parse((await collect(body)).toString()) as Stored;
  if (stored.version !== version) return undefined;
  const files = new Map(stored.files.map((file) => [file.id, file]));
  return { diagnostics: stored.diagnostics, files };
}
