import { OrreryError } from '../../base/error.ts';
import { openArchive, putArchive } from '../../container/archives.ts';
import type { EngineClient } from '../../container/client.ts';
import { encodeLookForFolder, encodeMakeFolder } from '../../sandbox/protocol.ts';
import type { Driver } from './driver.ts';
import { driverTrouble } from './report-waiters.ts';
import { packInside, unpackInside } from './tar-inside.ts';
import { confinedTar } from './tar-confined.ts';
import { renamedTar } from './tar-renamed.ts';

/** What copying needs of a job's container. */
export interface CopyPlace {
  readonly client: EngineClient;
  readonly containerId: string;
  readonly driver: Driver;
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Aborts at the end of the job, which waits for copies under way: the engine removes no container under one. */
  readonly signal: AbortSignal;
}

/** Questions to the driver are answered in milliseconds, but a busy machine may keep it waiting. */
const answerMs = 30_000;
let questions = 0;

/** See `JobSandbox.copyIn`. */
export async function copyIn(place: CopyPlace, path: string, tar: AsyncIterable<Uint8Array>): Promise<void> {
  const folder = await makeFolder(place, path);
  const confined = confinedTar(tar, {
    folder,
    owner: place.owner,
    isFolder: async (path) => (await trueFolder(place, path)) !== undefined,
  });
  if (isInMemory(folder)) await unpackInside(place.client, place.containerId, confined);
  // At the root, as the engine refuses relative links that lead out of the folder it unpacks in.
  else await untilEnd(place, putArchive(place.client, place.containerId, '/', confined, place.signal));
}

/** See `JobSandbox.copyOut`. */
export async function copyOut(
  place: CopyPlace,
  path: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { client, containerId, signal } = place;
  const base = baseName(path);
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const folder = (await trueFolder(place, path)) ?? (await trueFolder(place, parent));
  if (folder !== undefined && isInMemory(folder)) return packInside(client, containerId, parent, base);
  const archive = await untilEnd(place, openArchive(client, containerId, path, signal));
  if (archive === undefined || archive.stat.linkTarget === '') return archive?.tar;
  archive.tar.destroy();
  const target = await untilEnd(place, openArchive(client, containerId, archive.stat.linkTarget, signal));
  return target && renamedTar(target.tar, baseName(archive.stat.linkTarget), base);
}

/** See `JobSandbox.hasFolder`. */
export async function hasFolder(place: CopyPlace, path: string): Promise<boolean> {
  return (await trueFolder(place, path)) !== undefined;
}

/** A copy that the end of the job cut short says so. */
async function untilEnd<T>({ signal }: CopyPlace, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) throw driverTrouble('the job has ended');
    throw error;
  }
}

function baseName(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? '/';
}

/** Mounts in memory are the container's alone: the engine's archives neither see nor reach them. */
function isInMemory(folder: string): boolean {
  return ['/mnt/ramdisk', '/dev', '/proc', '/sys'].some((at) => folder === at || folder.startsWith(`${at}/`));
}

/** Makes the folder as the steps' user would; gives its path without links. */
async function makeFolder({ driver }: CopyPlace, path: string): Promise<string> {
  const id = `q${(questions += 1)}`;
  const answer = await driver.ask(encodeMakeFolder(id, path), answerMs, (report) =>
    (report.kind === 'folder' || report.kind === 'trouble') && report.id === id ? report : undefined,
  );
  if (answer.kind === 'folder') return answer.path;
  throw new OrreryError('executor/failed', `the folder ${path} cannot be made in the job: ${answer.reason}`, {
    fault: 'user',
  });
}

/** A folder's path without links; undefined when there is none. */
async function trueFolder({ driver }: CopyPlace, path: string): Promise<string | undefined> {
  const id = `q${(questions += 1)}`;
  const answer = await driver.ask(encodeLookForFolder(id, path), answerMs, (report) =>
    (report.kind === 'folder' || report.kind === 'nothing') && report.id === id ? report : undefined,
  );
  return answer.kind === 'folder' ? answer.path : undefined;
}
