import { extract } from 'tar-stream';
import { text } from 'node:stream/consumers';
import { openArchive } from '../../container/archives.ts';
import { createContainer, removeContainer } from '../../container/containers.ts';
import type { ImageDetails } from '../../container/images.ts';
import type { Engine } from './engine.ts';
import type { Removals } from './removals.ts';
import { containerName, labelsFor, type ContainerNames } from './start-container.ts';

/**
 * The home of a user before any container of the image runs, as a bind mount must name its place at creation. Read from
 * the image's /etc/passwd, in a container that is never started.
 */
export async function homeOfUser(
  engine: Engine,
  image: ImageDetails,
  user: string | undefined,
  names: ContainerNames,
  removals: Removals,
): Promise<string> {
  const fromEnvironment = image.Config?.Env?.find((line) => line.startsWith('HOME='))?.slice(5);
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  const { client } = engine;
  const config = { Image: image.Id, Cmd: ['true'], Labels: labelsFor(names), HostConfig: {} };
  const id = await createContainer(client, containerName(names, 'look-'), config);
  try {
    const archive = await openArchive(client, id, '/etc/passwd');
    const passwd = archive === undefined ? '' : await onlyFile(archive.tar);
    return homeIn(passwd, user ?? image.Config?.User ?? '');
  } finally {
    await removals.add(() => removeContainer(client, id));
  }
}

async function onlyFile(tar: AsyncIterable<Uint8Array>): Promise<string> {
  const reader = extract();
  const feeding = (async () => {
    for await (const chunk of tar) reader.write(Buffer.from(chunk));
    reader.end(undefined);
  })();
  let content = '';
  for await (const entry of reader) content = await text(entry as AsyncIterable<Uint8Array>);
  await feeding;
  return content;
}

/** `user` as an image or config gives it: a name or a number, with or without `:group`; empty for root. */
export function homeIn(passwd: string, user: string): string {
  const wanted = user.split(':')[0] || '0';
  const line = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name, , uid]) => name === wanted || uid === wanted);
  return line?.[5] || '/';
}
