import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { EngineClient } from './client.ts';
import { refusalOf, refusalStatus } from './refusal.ts';

/** What stands at a path in a container, as the engine tells it with an archive. */
export interface PathStat {
  readonly name: string;
  /** Where a symbolic link leads in the end, absolute; empty for anything else. */
  readonly linkTarget: string;
}

/** Unpacks a tar into the folder `path`, which must be there. Trouble of `tar` is passed on as it is. */
export async function putArchive(
  client: EngineClient,
  containerId: string,
  path: string,
  tar: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  await client.json('PUT', `/containers/${containerId}/archive?path=${encodeURIComponent(path)}`, {
    stream: Readable.from(tar, { objectMode: false }),
    headers: { 'Content-Type': 'application/x-tar' },
    signal,
  });
}

/** `path` as a tar whose entries begin with its base name; undefined when nothing is there. A link is given as a link. */
export async function openArchive(
  client: EngineClient,
  containerId: string,
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly stat: PathStat; readonly tar: IncomingMessage } | undefined> {
  try {
    const tar = await client.open(
      'GET',
      `/containers/${containerId}/archive?path=${encodeURIComponent(path)}`,
      {
        timeoutMs: 60_000,
        signal,
      },
    );
    const header = String(tar.headers['x-docker-container-path-stat'] ?? '');
    return { stat: JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as PathStat, tar };
  } catch (error) {
    // Docker answers 500 where the path leads through a file.
    if (refusalStatus(error) === 404 || refusalOf(error)?.message.endsWith('not a directory') === true)
      return undefined;
    throw error;
  }
}
