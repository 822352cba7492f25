import { join } from 'node:path/posix';
import { OrreryError } from '../../base/error.ts';
import type { ImageDetails } from '../../container/images.ts';
import type { ImageSpec, JobSpec } from '../../ports/executor.ts';
import { isRemote, type Engine } from './engine.ts';
import { homeOfUser } from './home-of-user.ts';
import type { Removals } from './removals.ts';

export interface BindMount {
  /** `/of/the/user:/in/the/container`; none without `--bind`. */
  readonly binds: readonly string[];
  readonly workingDirectory: string;
}

/** `--bind`: the user's folder is the working directory, whose place must be known before the container is made. */
export async function bindMount(
  engine: Engine,
  job: JobSpec,
  spec: ImageSpec,
  image: ImageDetails,
  removals: Removals,
): Promise<BindMount> {
  const { bind, workingDirectory } = job;
  if (bind === undefined) return { binds: [], workingDirectory };
  if (isRemote(engine))
    throw new OrreryError('executor/failed', '--bind needs a container engine on this machine', {
      fault: 'user',
      hint: 'Without it (--copy) the files travel to the engine.',
    });
  const place = workingDirectory.startsWith('/')
    ? workingDirectory
    : join(
        await homeOfUser(engine, image, spec.user, job, removals),
        workingDirectory.replace(/^~(?:\/|$)/, ''),
      );
  return { binds: [`${bind}:${place}`], workingDirectory: place };
}
