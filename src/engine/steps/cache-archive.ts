import type { JobSandbox } from '../../ports/executor.ts';
import { collect } from '../bytes.ts';
import { baseName, folderOf, resolveInSandbox } from '../sandbox-path.ts';
import { entryPath, mapEntries, readTar, renamed, type TarEntry, type TarItem, writeTar } from '../tar.ts';
import { StepFailure } from './step-context.ts';

/**
 * A cache is one tar. Its first entry tells which paths it holds, as the config writes them; what stood at the n-th of
 * them is the entry `n`, or below `n/`. So each comes back where its path leads in the job that restores it.
 */
export interface CacheManifest {
  readonly version: 1;
  readonly paths: readonly string[];
  /** Number of the job that saved it. */
  readonly build: number;
}

const manifestName = 'orrery-cache.json';

/** Undefined when there is nothing at any of the paths; those where there is nothing are told to `missing`. */
export async function packCache(
  sandbox: JobSandbox,
  manifest: CacheManifest,
  missing: (path: string) => void,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const sources = openPaths(sandbox, manifest.paths, missing);
  const first = await sources.next();
  return first.done === true ? undefined : writeTar(cacheEntries(manifest, first.value, sources));
}

interface PathSource {
  readonly index: number;
  readonly tar: AsyncIterable<Uint8Array>;
}

async function* openPaths(
  sandbox: JobSandbox,
  paths: readonly string[],
  missing: (path: string) => void,
): AsyncGenerator<PathSource, void> {
  for (const [index, path] of paths.entries()) {
    const absolute = resolveInSandbox(path, sandbox);
    if (absolute === '/') throw new StepFailure('The root folder / cannot be cached.');
    const tar = await sandbox.copyOut(absolute);
    if (tar === undefined) missing(path);
    else yield { index, tar };
  }
}

async function* cacheEntries(
  manifest: CacheManifest,
  first: PathSource,
  rest: AsyncIterable<PathSource>,
): AsyncGenerator<TarItem> {
  yield { header: { name: manifestName }, body: Buffer.from(JSON.stringify(manifest)) };
  yield* pathEntries(first);
  for await (const source of rest) yield* pathEntries(source);
}

/** `copyOut` names everything below the base name of the path, which is another one in another job. */
function pathEntries({ index, tar }: PathSource): AsyncIterable<TarItem> {
  const moved = (name: string): string => [index, ...entryPath(name).split('/').slice(1)].join('/');
  return mapEntries(tar, (header) =>
    renamed(header, moved(header.name), header.type === 'link' ? moved(header.linkname) : header.linkname),
  );
}

/** Puts everything back; `found` is told what the archive holds before that. */
export async function unpackCache(
  sandbox: JobSandbox,
  tar: AsyncIterable<Uint8Array>,
  found: (manifest: CacheManifest) => void,
): Promise<void> {
  const entries = readTar(tar);
  try {
    const manifest = await readManifest(entries);
    found(manifest);
    let next = await entries.next();
    while (next.done !== true) {
      const index = indexOf(next.value);
      const target = resolveInSandbox(manifest.paths[index] ?? '', sandbox);
      const group = entriesOf(index, baseName(target), entries, next.value, (after) => (next = after));
      await sandbox.copyIn(folderOf(target), writeTar(group));
    }
  } finally {
    await entries.return(undefined);
  }
}

async function readManifest(entries: AsyncGenerator<TarEntry>): Promise<CacheManifest> {
  const first = await entries.next();
  if (first.done === true || first.value.header.name !== manifestName)
    throw new StepFailure('The cache is damaged: it does not begin with its list of paths.');
  return JSON.parse((await collect(first.value.body)).toString()) as CacheManifest;
}

function indexOf({ header }: TarEntry): number {
  return Number(entryPath(header.name).split('/')[0]);
}

/** The entries of one path, from `first` on; the entry after them goes to `ended`. */
async function* entriesOf(
  index: number,
  base: string,
  entries: AsyncGenerator<TarEntry>,
  first: TarEntry,
  ended: (next: IteratorResult<TarEntry, unknown>) => void,
): AsyncGenerator<TarItem> {
  const moved = (name: string): string => [base, ...entryPath(name).split('/').slice(1)].join('/');
  let next: IteratorResult<TarEntry, unknown> = { done: false, value: first };
  while (next.done !== true && indexOf(next.value) === index) {
    const { header, body } = next.value;
    const linkname = header.type === 'link' ? moved(header.linkname) : header.linkname;
    yield { header: renamed(header, moved(header.name), linkname), body };
    next = await entries.next();
  }
  ended(next);
}
