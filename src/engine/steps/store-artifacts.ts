import type { ResolvedStep } from '../../language/index.ts';
import { artifactKey } from '../blob-keys.ts';
import { abortable, formatBytes } from '../bytes.ts';
import { resolveInSandbox } from '../sandbox-path.ts';
import { entryPath, readTar } from '../tar.ts';
import { type StepContext, type StepEnd, success } from './step-context.ts';

type ArtifactsStep = Extract<ResolvedStep, { readonly kind: 'store_artifacts' }>;

/** RUN-20: a file, or a folder with its tree, each file as an artifact. A path where there is nothing is told, no more. */
export async function storeArtifacts(step: ArtifactsStep, context: StepContext): Promise<StepEnd> {
  const { sandbox, log } = context;
  const source = resolveInSandbox(step.path, sandbox);
  const links: string[] = [];
  const stored = { count: 0, sizeBytes: 0 };
  const found = await storeTree(step, source, [], context, links, stored);
  for (const link of links)
    await storeTree(step, `${source}/${link}`, link.split('/'), context, undefined, stored);
  if (!found || stored.count === 0) log.say(`No artifact files found at ${source}`);
  else
    log.say(
      `Stored ${stored.count} artifact${stored.count === 1 ? '' : 's'}, ${formatBytes(stored.sizeBytes)}`,
    );
  return success;
}

/**
 * `place`: where `source` lies below the step's path. Links go to `links`, to be followed afterwards; when that
 * is undefined `source` is such a link itself, and stored only if it leads to a file: folders may lead in circles.
 */
async function storeTree(
  step: ArtifactsStep,
  source: string,
  place: readonly string[],
  context: StepContext,
  links: string[] | undefined,
  stored: { count: number; sizeBytes: number },
): Promise<boolean> {
  const tar = await context.sandbox.copyOut(source);
  if (tar === undefined) return false;
  for await (const { header, body } of readTar(abortable(tar, context.signal))) {
    if (links === undefined && header.type !== 'file') return false;
    const below = [...place, ...entryPath(header.name).split('/').slice(1)];
    if (header.type === 'symlink' || header.type === 'link') links?.push(below.join('/'));
    if (header.type !== 'file') continue;
    const path = artifactPath(step, below, context);
    const sizeBytes = await storeFile(path, body, context);
    stored.count += 1;
    stored.sizeBytes += sizeBytes;
  }
  return true;
}

async function storeFile(
  path: string,
  body: AsyncIterable<Uint8Array>,
  context: StepContext,
): Promise<number> {
  const { session, key, execution, log } = context;
  const blob = artifactKey(session.runId, key, execution, path);
  const { sizeBytes, sha256 } = await session.ports.blobs.put(blob, body);
  session.recorder.record({
    type: 'artifact.stored',
    v: 1,
    job: key,
    execution,
    path,
    blob,
    sizeBytes,
    sha256,
  });
  log.say(`Stored ${path} (${formatBytes(sizeBytes)})`);
  return sizeBytes;
}

/** `below`: the file's place in the step's folder; empty when the step names the file itself. */
function artifactPath(step: ArtifactsStep, below: readonly string[], context: StepContext): string {
  const { destination } = step;
  if (destination === undefined) return entryPath([ownPath(step.path, context), ...below].join('/'));
  const isFolder = destination.endsWith('/') || destination === '.' || destination === '';
  const base = below.length === 0 && isFolder ? [step.path.split('/').at(-1) ?? ''] : [];
  return safePath([destination, ...base, ...below].join('/'));
}

/** Without a destination an artifact goes by its path: a relative one as written, another one without its first slash. */
function ownPath(path: string, context: StepContext): string {
  const absolute = resolveInSandbox(path, context.sandbox);
  const { workingDirectory } = context.sandbox;
  const isRelative = !path.startsWith('/') && !path.startsWith('~');
  if (isRelative && absolute === workingDirectory) return '';
  return isRelative && absolute.startsWith(`${workingDirectory}/`)
    ? absolute.slice(workingDirectory.length + 1)
    : absolute.slice(1);
}

/** Nothing climbs out of the job's artifacts. */
function safePath(path: string): string {
  return resolveInSandbox(path.replace(/^~/, ''), { home: '/', workingDirectory: '/' }).slice(1);
}
