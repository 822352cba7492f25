import { statSync } from 'node:fs';
import { OrreryError } from '../../base/error.ts';
import type { ContainerConfig, HostConfig } from '../../container/containers.ts';
import type { EngineInfo } from '../../container/info.ts';
import type { ImageDetails } from '../../container/images.ts';
import type { ImageSpec, JobSpec } from '../../ports/executor.ts';
import { driverCommand } from '../../sandbox/protocol.ts';
import { isRemote, type Engine } from './engine.ts';
import { limitsOf } from './limits.ts';

/** How the primary container of a job is to be made: all but its name and labels. */
export interface ContainerPlan {
  readonly config: Omit<ContainerConfig, 'Labels'>;
  readonly platform: string | undefined;
  /** `main`: the driver is the container's main process. `exec`: that is the image's or config's own program (EXE-09). */
  readonly driver: 'main' | 'exec';
  /** Equal for two plans whose containers can stand for each other. */
  readonly key: string;
}

export interface PlanInput {
  readonly job: JobSpec;
  readonly spec: ImageSpec;
  readonly image: ImageDetails;
  readonly engine: Engine;
  readonly platform: string | undefined;
  /** What `--bind` mounts: `/of/the/user:/in/the/container`. */
  readonly binds: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The engine's own 64 MB crash browsers. What is used of it counts against the memory limit. */
const sharedMemoryBytes = 2 ** 30;

/** CircleCI keeps a disk in memory there; jobs name it as their working directory (D27). */
const ramdisk = { '/mnt/ramdisk': 'rw,exec,nosuid,nodev,mode=1777' };

export function planContainer({ job, spec, image, engine, platform, binds, env }: PlanInput): ContainerPlan {
  const own = ownProgram(spec, image);
  const remoteDocker = job.remoteDocker ? hostSocket(engine, env) : undefined;
  const config: Omit<ContainerConfig, 'Labels'> = {
    Image: spec.image,
    ...(own === undefined
      ? {
          Entrypoint: driverCommand,
          OpenStdin: true,
          StdinOnce: true,
          AttachStdin: true,
          AttachStdout: true,
          AttachStderr: true,
        }
      : { ...own, OpenStdin: true, Env: environmentList(spec) }),
    ...(spec.user !== undefined && { User: spec.user }),
    HostConfig: {
      AutoRemove: true,
      Init: !bringsItsInit(own?.Entrypoint ?? own?.Cmd),
      LogConfig: { Type: 'none' },
      Tmpfs: ramdisk,
      ShmSize: sharedMemoryBytes,
      ExtraHosts: namesOnLocalhost(job),
      Binds: [...binds, ...(job.volumes ?? []), ...(remoteDocker?.binds ?? [])],
      GroupAdd: remoteDocker?.groups ?? [],
      ...limitsOf(job.resources, engine.info).config,
    },
  };
  return {
    config,
    platform,
    driver: own === undefined ? 'main' : 'exec',
    key: JSON.stringify([image.Id, platform, config]),
  };
}

/** A service: its own program, in the network of the primary container. */
export function planService(
  job: JobSpec,
  spec: ImageSpec,
  primaryId: string,
  info: EngineInfo,
): Omit<ContainerConfig, 'Labels'> {
  const HostConfig: HostConfig = {
    AutoRemove: true,
    LogConfig: { Type: 'none' },
    NetworkMode: `container:${primaryId}`,
    ...limitsOf(job.resources, info).config,
  };
  return {
    Image: spec.image,
    ...(spec.entrypoint !== undefined && { Entrypoint: spec.entrypoint }),
    ...(spec.command !== undefined && { Cmd: spec.command }),
    ...(spec.user !== undefined && { User: spec.user }),
    Env: environmentList(spec),
    AttachStdout: true,
    AttachStderr: true,
    HostConfig,
  };
}

/** CircleCI's label for images whose entrypoint must run: configuration reference, `docker` executor. */
const preserveLabel = 'com.circleci.preserve-entrypoint';

/**
 * The program that the primary container runs of its own, beside the steps (EXE-09): the image's entrypoint is ignored
 * unless its label or the config says otherwise; a configured command alone is a program too.
 */
function ownProgram(
  spec: ImageSpec,
  image: ImageDetails,
): Pick<ContainerConfig, 'Entrypoint' | 'Cmd'> | undefined {
  const command = spec.command === undefined ? {} : { Cmd: spec.command };
  if (spec.entrypoint !== undefined) return { Entrypoint: spec.entrypoint, ...command };
  if (image.Config?.Labels?.[preserveLabel] === 'true') return command;
  return spec.command === undefined ? undefined : { Entrypoint: [''], ...command };
}

/** Some programs insist on being process 1. */
function bringsItsInit(command: readonly string[] | undefined): boolean {
  return ['init', 'systemd', 's6-svscan'].includes(command?.[0]?.split('/').at(-1) ?? '');
}

function environmentList(spec: ImageSpec): readonly string[] {
  return Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`);
}

/** All containers of a job share one network; each name (EXE-08) is a name of it. Containers that join share this table. */
function namesOnLocalhost(job: JobSpec): readonly string[] {
  const names = [job.image, ...job.services].flatMap((spec) => spec?.name ?? []);
  return names.map((name) => `${name}:127.0.0.1`);
}

/**
 * What lets a job use the engine itself. Whoever holds the engine's socket is root on its machine, so this is never done
 * silently; a separate engine in a container would need a privileged one.
 */
function hostSocket(
  engine: Engine,
  env: Readonly<Record<string, string | undefined>>,
): { readonly binds: readonly string[]; readonly groups: readonly string[] } {
  if (env['ORRERY_REMOTE_DOCKER'] !== 'host-socket')
    throw new OrreryError(
      'executor/failed',
      'setup_remote_docker needs a container engine inside the job, and this machine’s own is not handed out unasked',
      {
        fault: 'user',
        hint: 'With ORRERY_REMOTE_DOCKER=host-socket the job gets this machine’s engine: it can then do whatever root can do here.',
      },
    );
  const { connect } = engine.client.endpoint;
  const path = connect.kind === 'socket' ? connect.path : '/var/run/docker.sock';
  const groups = isRemote(engine) ? [] : [String(statSync(path).gid)];
  return { binds: [`${path}:/var/run/docker.sock`], groups };
}
